package chat.charla.server.chat;

import chat.charla.server.delivery.StreamDelivery;
import chat.charla.server.fatal.Indivisible;
import chat.charla.server.identity.Identity.Session;
import chat.charla.server.identity.SessionStream;
import chat.charla.server.limit.Origin;
import chat.charla.server.log.TimelineId;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.room.SendAllowance;
import chat.charla.server.room.Timeline;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.v1.Closing.Action;
import chat.charla.v1.CommandResult;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.MembershipChanged;
import chat.charla.v1.RoomLeft;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A stream as the core sees it. This class has what the {@linkplain StreamState states} share, and
 * implements what commands and sessions need from a stream. {@link ConverseStream} is the same
 * stream for other threads. Owned by the core.
 */
final class CoreStream implements SessionStream, CommandCall {
  private static final Logger LOG = System.getLogger(CoreStream.class.getName());

  private final StreamOwner owner;
  private final Scheduler core;
  private final Caller caller;
  private final StreamOutlet outlet;
  private final SendOrder order;
  private final FollowedTimelines timelines;
  private final CommandQueue commands = new CommandQueue();
  private StreamState state = StreamState.UNPROVEN;
  private Input input = new Input.Accepted();
  private @Nullable Session session;
  private long number;
  private int edition;

  /**
   * Creates a stream whose client is not authenticated yet.
   *
   * @param order the order of the messages that the client sends on this stream
   */
  CoreStream(
      StreamOwner owner,
      Scheduler core,
      SendOrder order,
      Caller caller,
      StreamOutlet outlet,
      StreamDelivery delivery) {
    this.owner = owner;
    this.core = core;
    this.order = order;
    this.caller = caller;
    this.outlet = outlet;
    this.timelines = new FollowedTimelines(delivery, task -> core.execute(() -> run(task)));
  }

  StreamOwner owner() {
    return owner;
  }

  Scheduler core() {
    return core;
  }

  Caller caller() {
    return caller;
  }

  StreamOutlet outlet() {
    return outlet;
  }

  /** The order of the messages that the client sends on this stream. */
  SendOrder order() {
    return order;
  }

  FollowedTimelines timelines() {
    return timelines;
  }

  CommandQueue commands() {
    return commands;
  }

  /** Sets the session of the stream. Called once, when the client is authenticated. */
  void setSession(Session proven) {
    session = proven;
  }

  /** A command has arrived. */
  void command(StreamCommand command) {
    if (!(input instanceof Input.Ignored)) {
      state.command(command);
    }
  }

  /** The client has closed its side of the stream. */
  void halfClosed() {
    if (input instanceof Input.Accepted) {
      input = new Input.HalfClosed();
    }
    state.halfClosed();
  }

  /** Whether the client has closed its side of the stream, and did not flood the server. */
  boolean isHalfClosed() {
    return input instanceof Input.HalfClosed;
  }

  /** Changes to another state. */
  void become(StreamState next) {
    state.leave();
    state = next;
  }

  /**
   * Wraps a task so that it does nothing if the stream has left this state. If the task throws,
   * this stream ends; other streams are not affected.
   */
  Runnable in(StreamState expected, Runnable task) {
    return () -> {
      if (state == expected) {
        run(task);
      }
    };
  }

  /** Runs the task now. If the task throws, this stream ends; other streams are not affected. */
  void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException bug) {
      LOG.log(Level.ERROR, "a step of a stream failed", bug);
      end(Refusal.internal(), Action.ACTION_RESUME);
    }
  }

  @Override
  public long number() {
    return number;
  }

  /**
   * Sets the number of the stream, and the client's edition of the contract. Called when it opens.
   */
  void setNumberAndEdition(long streamNumber, int clientEdition) {
    number = streamNumber;
    edition = clientEdition;
  }

  @Override
  public Origin origin() {
    return caller.origin();
  }

  @Override
  public SendOrder.Turn turn(TimelineId timeline, String id, SendAllowance limits) {
    return order.nextOfStream(timeline, id, limits);
  }

  @Override
  public boolean hasEntered(Timeline timeline, boolean wasMember) {
    return timelines.contains(timeline);
  }

  /** Begins the change at once, because the {@link CommandQueue} has put it in order. */
  @Override
  public void changeRooms(
      Consumer<Outcome<CommandResult>> reply, Consumer<Consumer<Outcome<CommandResult>>> change) {
    change.accept(reply);
  }

  @Override
  public Refusal openRefusal() {
    return Refusal.of(ErrorReason.ERROR_REASON_OPEN_REPEATED, "the stream is open already");
  }

  @Override
  public void follow(Timeline timeline, long resumeAfter) {
    if (!hasEnded()) {
      timelines.follow(timeline, resumeAfter);
    }
  }

  @Override
  public void unfollow(TimelineId timeline, RoomLeft left) {
    timelines.left(timeline, left.getLastSequence(), () -> {});
  }

  @Override
  public void enteredElsewhere(String room) {
    if (knowsMembershipChanges()) {
      state.enteredElsewhere(room);
    }
  }

  @Override
  public void leftElsewhere(TimelineId timeline, RoomLeft left) {
    timelines.left(
        timeline,
        left.getLastSequence(),
        () -> {
          if (knowsMembershipChanges()) {
            outlet.membershipChanged(MembershipChanged.newBuilder().setRoomLeft(left).build());
          } else {
            outlet.leftElsewhere(left);
          }
        });
  }

  private boolean knowsMembershipChanges() {
    return edition >= 1;
  }

  @Override
  public void whenUnfollowed(Timeline timeline, Runnable task) {
    timelines.whenUnfollowed(timeline.id(), task);
  }

  @Override
  public void roomsChanged() {
    state.roomsChanged();
  }

  @Override
  public boolean hasEnded() {
    return state == StreamState.ENDED;
  }

  @Override
  public void end(Refusal refusal, Action action) {
    if (!hasEnded()) {
      Indivisible.change(this::endSilently);
      outlet.end(refusal, action);
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>If the commands were not answered, the client would repeat them on its next stream, and
   * flood the server again.
   */
  @Override
  public void endWhenAnswered(Refusal refusal) {
    input = new Input.Ignored(refusal);
    endIfAnswered();
  }

  /** Ends the stream if its client has flooded the server and all earlier commands are answered. */
  void endIfAnswered() {
    if (input instanceof Input.Ignored ignored && commands.allAnswered()) {
      end(ignored.refusal(), Action.ACTION_RESUME);
    }
  }

  /** Ends the stream without telling its client. */
  void endSilently() {
    if (!hasEnded()) {
      become(StreamState.ENDED);
      commands.clear();
      timelines.close();
      owner.ended(this, session);
    }
  }

  /** What the stream does with the client's further commands. */
  private sealed interface Input {

    /** The stream accepts further commands. */
    record Accepted() implements Input {}

    /** The client has closed its side, so that there are no further commands. */
    record HalfClosed() implements Input {}

    /**
     * The stream ignores further commands, because the client floods the server. The stream ends
     * when all earlier commands are answered.
     */
    record Ignored(Refusal refusal) implements Input {}
  }
}
