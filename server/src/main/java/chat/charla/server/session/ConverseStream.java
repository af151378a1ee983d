package chat.charla.server.session;

import chat.charla.server.delivery.StreamDelivery;
import chat.charla.server.fatal.Indivisible;
import chat.charla.server.limit.Origin;
import chat.charla.server.log.TimelineId;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.room.Timeline;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.server.scheduling.Scheduler.Cancellable;
import chat.charla.v1.Closing.Action;
import chat.charla.v1.CommandResult;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ErrorReason;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One stream of one identity, from its call to its end. Owned by the core; any thread may call
 * {@link #command}, {@link #halfClosed} and {@link #cancelled}.
 *
 * <p>Its first command opens it: an {@code Open}, or any other command as if an empty {@code Open}
 * came first. Then events are delivered, and its commands are carried out. The client or the server
 * ends it, or a later stream of the same identity replaces it.
 */
public final class ConverseStream implements OpenStream, CommandingStream {
  private static final Logger LOG = System.getLogger(ConverseStream.class.getName());

  /** What the streams of the chat have in common. Used on the core. */
  interface Owner {

    /**
     * Authenticates the stream's call, and counts it. If that succeeds, the stream is registered
     * until {@link #opening} or {@link #ended}.
     */
    Outcome<Session> begin(ConverseStream stream, Caller caller);

    /** The stream's first command has arrived, or the time for it is over. */
    void opening(ConverseStream stream, Session session);

    /** The most cursors that an identity may send in an {@code Open}. */
    int maxCursors(Identity identity);

    /** The stream has become the identity's open stream. */
    void opened(Identity identity);

    /** Where the stream's timelines resume. */
    Resuming.Start resume(Identity identity, OpenCommand open);

    /**
     * Carries out one command.
     *
     * @param fault the reason to refuse the command regardless of its content; null if there is
     *     none
     */
    void carryOut(
        Session session,
        CommandingStream stream,
        ConverseRequest request,
        @Nullable Refusal fault,
        Consumer<Outcome<CommandResult>> reply);

    /**
     * The stream has ended.
     *
     * @param session its session; null if it was not authenticated
     */
    void ended(ConverseStream stream, @Nullable Session session);
  }

  private final Owner owner;
  private final Scheduler core;
  private final Duration openTimeout;
  private final Caller caller;
  private final StreamOutlet outlet;
  private final StreamDelivery delivery;
  private final SendOrder order;
  private final Map<TimelineId, Timeline> followed = new HashMap<>();

  /**
   * Timelines whose last events are still being delivered after {@link #unfollow}, and the tasks
   * that wait for that.
   */
  private final Map<TimelineId, Queue<Runnable>> unfollowing = new HashMap<>();

  private @Nullable Session session;
  private @Nullable Cancellable openTimer;
  private long number;
  private boolean opened;
  private boolean ready;
  private boolean ended;
  private boolean drainOnHalfClose;

  /** The command that opens the stream while its Ready waits for changes of rooms. */
  private @Nullable OpenCommand pending;

  /** The memory that the command takes which has opened the stream, in bytes. */
  private long openingBytes;

  private boolean roomsConfirmed;
  private boolean halfClosed;
  private int unansweredCommands;

  /**
   * Why the stream is to end as soon as all its commands are answered; if set, it ignores further
   * commands.
   */
  private @Nullable Refusal endReason;

  /** Commands that wait for a change of rooms before them. */
  private final Queue<StreamCommand> waiting = new ArrayDeque<>(0);

  private int carryingOut;
  private boolean changingRooms;

  /** Whether a command has arrived. Owned by the event loop. */
  private boolean commanded;

  /**
   * A stream that is not started yet.
   *
   * @param openTimeout how long it waits for its first command
   * @param order the order of the messages that it sends
   */
  ConverseStream(
      Owner owner,
      Scheduler core,
      Duration openTimeout,
      SendOrder order,
      Caller caller,
      StreamOutlet outlet,
      StreamDelivery delivery) {
    this.owner = owner;
    this.core = core;
    this.openTimeout = openTimeout;
    this.order = order;
    this.caller = caller;
    this.outlet = outlet;
    this.delivery = delivery;
  }

  /**
   * Receives the stream's next command. {@link StreamOutlet#result} is called once for each
   * command.
   *
   * @param fault the reason to refuse the command regardless of its content; null if there is none
   * @return the memory that the command takes until it is answered, in bytes
   */
  public long command(ConverseRequest request, @Nullable Refusal fault) {
    StreamCommand command = StreamCommand.of(request, !commanded, fault);
    commanded = true;
    Runnable inUse = caller.memory().keep();
    core.execute(
        () -> {
          try {
            endIfFailed(() -> take(command));
          } finally {
            inUse.run();
          }
        });
    return command.heldBytes();
  }

  /** The client has closed its side of the stream: it sends no more commands. */
  public void halfClosed() {
    onCore(
        () -> {
          halfClosed = true;
          openByDefault();
          drainIfDone();
        });
  }

  /** The call has ended: the client has cancelled it or its connection is lost. */
  public void cancelled() {
    core.execute(this::markEnded);
  }

  /** Begins the stream: authenticates its identity by the token. */
  void start() {
    endIfFailed(this::authenticate);
  }

  private void authenticate() {
    owner
        .begin(this, caller)
        .match(
            proven -> {
              session = proven;
              outlet.proven();
              openTimer = core.schedule(openTimeout, this::openByDefault);
            },
            refusal -> end(refusal, actionAfter(refusal)));
  }

  /** What a client should do after a stream has ended with this refusal. */
  static Action actionAfter(Refusal refusal) {
    return switch (refusal.reason()) {
      case ERROR_REASON_SESSION_EXPIRED, ERROR_REASON_NAME_LOST -> Action.ACTION_REJOIN;
      case ERROR_REASON_SERVER_DRAINING, ERROR_REASON_INTERNAL, ERROR_REASON_RATE_LIMITED ->
          Action.ACTION_RESUME;
      default -> Action.ACTION_STOP;
    };
  }

  @Override
  public long number() {
    return number;
  }

  @Override
  public Origin origin() {
    return caller.origin();
  }

  @Override
  public SendOrder order() {
    return order;
  }

  boolean belongsTo(Identity identity) {
    return session != null && session.identity() == identity;
  }

  @Override
  public boolean hasEnded() {
    return ended;
  }

  @Override
  public void end(Refusal refusal, Action action) {
    if (!ended) {
      Indivisible.change(this::markEnded);
      outlet.end(refusal, action);
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Without the answers, the client would repeat the commands after resuming and make no
   * progress.
   */
  @Override
  public void endWhenAnswered(Refusal refusal) {
    endReason = refusal;
    endIfAnswered();
  }

  private void endIfAnswered() {
    if (endReason != null && unansweredCommands == 0) {
      end(endReason, Action.ACTION_RESUME);
    }
  }

  @Override
  public boolean follows(Timeline timeline) {
    return followed.containsKey(timeline.id());
  }

  @Override
  public void follow(Timeline timeline, long resumeAfter) {
    if (ended) {
      return;
    }
    followed.put(timeline.id(), timeline);
    delivery.follow(timeline.id(), resumeAfter, timeline.tail().head());
  }

  @Override
  public void unfollow(TimelineId timeline, long last) {
    if (followed.remove(timeline) != null) {
      unfollowing.put(timeline, new ArrayDeque<>());
      delivery.endAfter(timeline, last, () -> onCore(() -> delivered(timeline)));
    }
  }

  @Override
  public void whenUnfollowed(Timeline timeline, Runnable task) {
    Queue<Runnable> waiting = unfollowing.get(timeline.id());
    if (waiting == null) {
      task.run();
    } else {
      waiting.add(task);
    }
  }

  private void delivered(TimelineId timeline) {
    Queue<Runnable> waiting = unfollowing.remove(timeline);
    if (waiting != null && !ended) {
      waiting.forEach(Runnable::run);
    }
  }

  private void take(StreamCommand command) {
    if (ended || endReason != null || session == null) {
      return;
    }
    OpenCommand open = command.open();
    if (!opened) {
      openingBytes = command.heldBytes();
      open(session, open == null ? OpenCommand.IMPLIED : open);
      if (open != null || ended) {
        return;
      }
    }
    unansweredCommands++;
    waiting.add(command.withoutOpen());
    carryOutWaiting(session);
  }

  /**
   * Carries out waiting commands in order. A command after a change of rooms waits for the change,
   * because it may depend on it; and leaving a room waits for the commands before it, which may
   * send messages to that room.
   */
  private void carryOutWaiting(Session session) {
    while (ready && !changingRooms && !ended && !waiting.isEmpty()) {
      StreamCommand command = waiting.element();
      ConverseRequest request = command.request();
      if (request.hasLeaveRoom() && carryingOut > 0) {
        return;
      }
      waiting.remove();
      carryingOut++;
      changingRooms = request.hasEnterRoom() || request.hasLeaveRoom();
      carryOut(session, command);
    }
  }

  /**
   * Carries out one command. If that throws, the command is refused, and other commands are not
   * affected.
   */
  private void carryOut(Session session, StreamCommand command) {
    ConverseRequest request = command.request();
    // A message stays in memory until it is posted, also if its stream ends.
    Runnable inUse = request.hasSendMessage() ? caller.memory().keep() : () -> {};
    AtomicBoolean answered = new AtomicBoolean();
    Consumer<Outcome<CommandResult>> reply =
        outcome -> {
          inUse.run();
          if (!answered.getAndSet(true)) {
            endIfFailed(() -> carriedOut(session, command, outcome));
          }
        };
    try {
      owner.carryOut(session, this, request, command.fault(), reply);
    } catch (RuntimeException bug) {
      LOG.log(Level.ERROR, "carrying out a command failed", bug);
      reply.accept(Outcome.refused(Refusal.internal()));
    }
  }

  private void carriedOut(Session session, StreamCommand command, Outcome<CommandResult> outcome) {
    ConverseRequest request = command.request();
    unansweredCommands--;
    carryingOut--;
    outlet.result(request.getRequestId(), outcome, command.heldBytes());
    endIfAnswered();
    boolean roomsChanged = request.hasEnterRoom() || request.hasLeaveRoom();
    if (!roomsChanged && !halfClosed && waiting.isEmpty()) {
      return;
    }
    // In a later task: a room that has just been entered is followed only after its result.
    onCore(
        () -> {
          changingRooms = changingRooms && !roomsChanged;
          carryOutWaiting(session);
          drainIfDone();
        });
  }

  /** Runs the task on the core. If it throws, this stream ends; others are not affected. */
  private void onCore(Runnable task) {
    core.execute(() -> endIfFailed(task));
  }

  private void endIfFailed(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException bug) {
      LOG.log(Level.ERROR, "a step of a stream failed", bug);
      end(Refusal.internal(), Action.ACTION_RESUME);
    }
  }

  private void openByDefault() {
    if (!opened && !ended && session != null) {
      open(session, OpenCommand.IMPLIED);
    }
  }

  private void open(Session session, OpenCommand open) {
    Identity identity = session.identity();
    cancelOpenTimer();
    owner.opening(this, session);
    Refusal fault = open.fault(owner.maxCursors(identity));
    if (fault != null) {
      end(fault, Action.ACTION_STOP);
      return;
    }
    if (!identity.hasName()) {
      end(Refusal.nameLost(), Action.ACTION_REJOIN);
      return;
    }
    Refusal superseded =
        Refusal.of(
            ErrorReason.ERROR_REASON_STREAM_SUPERSEDED, "another stream of this session is open");
    OpenStream present = identity.stream();
    number = open.message().getStreamNumber();
    if (present != null) {
      if (number != 0 && number <= present.number()) {
        end(superseded, Action.ACTION_STOP);
        return;
      }
      number = number == 0 ? oneAbove(present.number()) : number;
      identity.stream(this);
      present.end(superseded, Action.ACTION_STOP);
    }
    opened = true;
    drainOnHalfClose = open.message().getDrainOnHalfClose();
    identity.stream(this);
    owner.opened(identity);
    pending = open;
    sendReadyIfPossible(session);
  }

  @Override
  public void roomsChanged() {
    if (pending != null && session != null) {
      Session proven = session;
      onCore(() -> sendReadyIfPossible(proven));
    }
  }

  /**
   * Sends Ready and begins delivery as soon as the identity's rooms are certain: Ready tells the
   * rooms, so it waits for changes that are being stored and, if one has failed, for one attempt to
   * store the known rooms again.
   */
  private void sendReadyIfPossible(Session session) {
    OpenCommand open = pending;
    Identity identity = session.identity();
    if (open == null || identity.isChangingRooms()) {
      return;
    }
    if (!roomsConfirmed && identity.record().roomsUncertain()) {
      roomsConfirmed = true;
      identity.confirmRooms();
      return;
    }
    pending = null;
    resume(identity, open);
    if (open != OpenCommand.IMPLIED) {
      // The answer to Open is Ready; this only allows the client another command.
      outlet.result("", Outcome.done(CommandResult.getDefaultInstance()), openingBytes);
    }
    ready = true;
    carryOutWaiting(session);
    drainIfDone();
  }

  /**
   * The next number, or the largest: a stream without a number replaces the other one in any case.
   */
  private static long oneAbove(long number) {
    return number == Long.MAX_VALUE ? number : number + 1;
  }

  /** Sends Ready with the position where each timeline resumes, then delivers the timelines. */
  private void resume(Identity identity, OpenCommand open) {
    Resuming.Start start = owner.resume(identity, open);
    outlet.ready(start.ready());
    start
        .timelines()
        .forEach(
            (timeline, from) -> {
              if (from.reset()) {
                outlet.reset(timeline.id(), timeline.tail().epoch(), from.after());
              }
              follow(timeline, from.after());
            });
  }

  private void drainIfDone() {
    if (!ready
        || ended
        || !halfClosed
        || !drainOnHalfClose
        || unansweredCommands > 0
        || changingRooms) {
      return;
    }
    Map<TimelineId, Long> heads = new HashMap<>();
    followed.forEach((id, timeline) -> heads.put(id, timeline.tail().head()));
    delivery.finish(heads, () -> onCore(this::drained));
  }

  private void drained() {
    if (!ended) {
      markEnded();
      outlet.complete();
    }
  }

  private void markEnded() {
    if (ended) {
      return;
    }
    ended = true;
    pending = null;
    waiting.clear();
    cancelOpenTimer();
    delivery.close();
    owner.ended(this, session);
  }

  private void cancelOpenTimer() {
    if (openTimer != null) {
      openTimer.cancel();
      openTimer = null;
    }
  }
}
