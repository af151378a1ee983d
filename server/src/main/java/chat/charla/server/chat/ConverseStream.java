package chat.charla.server.chat;

import chat.charla.server.delivery.StreamDelivery;
import chat.charla.server.fatal.Indivisible;
import chat.charla.server.identity.Identity;
import chat.charla.server.identity.OpenStream;
import chat.charla.server.identity.Session;
import chat.charla.server.limit.Origin;
import chat.charla.server.log.TimelineId;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.room.SendAllowance;
import chat.charla.server.room.Timeline;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.server.scheduling.Scheduler.Cancellable;
import chat.charla.v1.Closing.Action;
import chat.charla.v1.CommandResult;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.RoomLeft;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One stream of one identity, from its call to its end. Owned by the core; any thread may call
 * {@link #command}, {@link #halfClosed} and {@link #cancelled}.
 *
 * <p>The stream is always in one of these states. For each state, a class at the end of this file
 * says what the stream does.
 *
 * <pre>
 *            token            Open           rooms are stored          half-closed, idle
 * Unproven ────────→ Unopened ─────→ Opening ────────────────→ Live ────────────────────→ Draining
 *     │                 │               │         Ready          │                           │
 *     └─────────────────┴───────────────┴───────────┬────────────┴───────────────────────────┘
 *                                                   ▼
 *                                                  Over
 * </pre>
 *
 * <p>A stream may end in any state: its client cancels it, a later stream of the same identity
 * replaces it, the identity ends, the server drains, or a step throws. If its client floods the
 * server, the stream ignores further commands, and ends when the earlier ones are answered. The
 * table shows the other events, and what the stream does in each state. A dash or an empty cell
 * means that the stream does nothing.
 *
 * <pre>
 *                  Unopened         Opening         Live                             Draining
 * ───────────────  ───────────────  ──────────────  ───────────────────────────────  ────────
 * Open             → Opening; or    waits           is refused: the stream is open
 *                  refused: → Over
 * another command  an empty Open    waits           is carried out, by the rules of
 *                  comes first                      CommandQueue
 * no command for   as if an empty
 *   openTimeout    Open came
 * half-close       as if an empty   is noted        if Open said drain_on_half_close
 *                  Open came                        and all is answered: → Draining
 * changes of       –                Ready: → Live   –
 *   rooms are
 *   complete
 * a command is     –                –               waiting commands are carried out;
 *   answered                                        after a half-close, as above
 * all is           –                –               –                                OK: → Over
 *   delivered
 * </pre>
 */
public final class ConverseStream implements OpenStream, CommandingCall {
  private static final Logger LOG = System.getLogger(ConverseStream.class.getName());

  private final StreamOwner owner;
  private final Scheduler core;
  private final Duration openTimeout;
  private final Caller caller;
  private final StreamOutlet outlet;
  private final SendOrder order;
  private final FollowedTimelines timelines;
  private final CommandQueue commands = new CommandQueue();
  private State state = new Unproven();
  private Input input = new Input.Accepted();
  private long number;

  /** Whether a command has arrived. Owned by the event loop. */
  private boolean commanded;

  /**
   * A stream that is not started yet.
   *
   * @param openTimeout how long the stream waits for its first command
   * @param order the order of the messages that the client sends on this stream
   */
  ConverseStream(
      StreamOwner owner,
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
    this.timelines = new FollowedTimelines(delivery, this::onCore);
  }

  /**
   * Receives the stream's next command. {@link StreamOutlet#result} answers each command once,
   * unless the stream ends first.
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

  private void take(StreamCommand command) {
    if (!(input instanceof Input.Ignored)) {
      state.command(command);
    }
  }

  /**
   * Called when the client has closed its side of the stream, so that it sends no more commands.
   */
  public void halfClosed() {
    onCore(
        () -> {
          if (input instanceof Input.Accepted) {
            input = new Input.HalfClosed();
          }
          state.halfClosed();
        });
  }

  /** Called when the client has cancelled the call, or the connection is lost. */
  public void cancelled() {
    core.execute(this::over);
  }

  /** Begins the stream: authenticates its identity by the token. */
  void start() {
    endIfFailed(
        () ->
            owner
                .begin(this, caller)
                .match(this::proven, refusal -> end(refusal, actionAfter(refusal))));
  }

  private void proven(Session session) {
    outlet.proven();
    become(new Unopened(session));
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

  /** The order of the messages that the client sends on this stream. */
  SendOrder order() {
    return order;
  }

  @Override
  public SendOrder.Turn turn(TimelineId timeline, String id, SendAllowance limits) {
    return order.next(timeline, id, limits);
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
    timelines.unfollow(timeline, left.getLastSequence());
  }

  @Override
  public void leftByCall(TimelineId timeline, RoomLeft left) {
    Runnable unfollow =
        () -> {
          if (timelines.unfollow(timeline, left.getLastSequence())) {
            outlet.leftByCall(left);
          }
        };
    switch (timelines.waiting(timeline)) {
      case 0 -> unfollow.run();
      // The stream has entered the room again, and still delivers an earlier membership.
      case 1 -> timelines.whenUnfollowed(timeline, unfollow);
      default -> {
        // An earlier call has left the room that the stream has entered again.
      }
    }
  }

  @Override
  public void whenUnfollowed(Timeline timeline, Runnable task) {
    timelines.whenUnfollowed(timeline.id(), task);
  }

  @Override
  public void roomsChanged() {
    if (state instanceof Opening) {
      onCore(() -> state.roomsChanged());
    }
  }

  @Override
  public boolean hasEnded() {
    return state instanceof Over;
  }

  @Override
  public void end(Refusal refusal, Action action) {
    if (!hasEnded()) {
      Indivisible.change(this::over);
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

  private void endIfAnswered() {
    if (input instanceof Input.Ignored ignored && commands.allAnswered()) {
      end(ignored.why(), Action.ACTION_RESUME);
    }
  }

  /** Ends the stream, but does not tell its client. */
  private void over() {
    if (hasEnded()) {
      return;
    }
    Session session = state.session();
    become(new Over());
    commands.clear();
    timelines.close();
    owner.ended(this, session);
  }

  private void become(State next) {
    state.leave();
    state = next;
  }

  /**
   * Runs the task on the core. If the task throws, this stream ends; other streams are not
   * affected.
   */
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
    record Ignored(Refusal why) implements Input {}
  }

  /**
   * What the stream does in one state. Each method except {@link #session} is called at an event,
   * and does nothing unless the state overrides it.
   */
  private abstract static sealed class State {

    /** The stream's session; null if the session is unknown, or the stream has ended. */
    @Nullable Session session() {
      return null;
    }

    /** A command has arrived. */
    void command(StreamCommand command) {}

    /** The client sends no more commands. */
    void halfClosed() {}

    /** The time for the first command is over. */
    void timedOut() {}

    /** The changes of the identity's rooms that were being stored are complete. */
    void roomsChanged() {}

    /** Waiting commands may now begin, or the stream may now drain. */
    void proceed() {}

    /** All events up to the heads are delivered. */
    void delivered() {}

    /** The stream changes to another state. */
    void leave() {}
  }

  /** The identity is not known yet. The transport reads no commands. */
  private static final class Unproven extends State {}

  /** The stream has ended. */
  private static final class Over extends State {}

  /** A state in which the session is known. */
  private abstract static sealed class Proven extends State {
    final Session session;

    Proven(Session session) {
      this.session = session;
    }

    @Override
    final Session session() {
      return session;
    }
  }

  /** The token was valid. The stream waits for its first command, which opens the stream. */
  private final class Unopened extends Proven {
    private final Cancellable timer =
        core.schedule(openTimeout, () -> endIfFailed(() -> state.timedOut()));

    Unopened(Session session) {
      super(session);
    }

    @Override
    void command(StreamCommand command) {
      OpenCommand open = command.open();
      if (open == null) {
        open(OpenCommand.IMPLIED, 0);
        state.command(command);
      } else {
        open(open, command.heldBytes());
      }
    }

    @Override
    void halfClosed() {
      open(OpenCommand.IMPLIED, 0);
    }

    @Override
    void timedOut() {
      open(OpenCommand.IMPLIED, 0);
    }

    @Override
    void leave() {
      timer.cancel();
    }

    private void open(OpenCommand open, long heldBytes) {
      owner.opening(ConverseStream.this, session);
      Identity identity = session.identity();
      OpenStream earlier = identity.stream();
      long wanted = open.message().getStreamNumber();
      Refusal fault = open.fault(owner.maxCursors(identity));
      if (fault != null) {
        end(fault, Action.ACTION_STOP);
      } else if (!identity.hasName()) {
        end(Refusal.nameLost(), Action.ACTION_REJOIN);
      } else if (earlier != null && wanted != 0 && wanted <= earlier.number()) {
        end(Refusal.superseded(), Action.ACTION_STOP);
      } else {
        replace(earlier, wanted);
        Opening opening = new Opening(session, open, heldBytes);
        become(opening);
        owner.opened(identity, caller);
        owner.awaitRoomChanges(identity, opening.turn);
      }
    }

    /**
     * Becomes the identity's open stream. If the client has given no number, the stream gets the
     * one after the earlier stream's number.
     */
    private void replace(@Nullable OpenStream earlier, long wanted) {
      number = wanted == 0 && earlier != null ? oneAbove(earlier.number()) : wanted;
      session.identity().stream(ConverseStream.this);
      if (earlier != null) {
        earlier.end(Refusal.superseded(), Action.ACTION_STOP);
      }
    }

    /** The number after this one; the same number if it is the largest possible. */
    private static long oneAbove(long number) {
      return number == Long.MAX_VALUE ? number : number + 1;
    }
  }

  /**
   * The stream is its identity's open stream. It sends Ready, which lists the identity's rooms,
   * only when no change of the rooms is being stored. Before that, unary calls begin no further
   * change. If storing a change has failed, the stream first tries once to store the known rooms
   * again.
   */
  private final class Opening extends Proven {
    private final OpenCommand open;
    private final long heldBytes;
    private boolean roomsConfirmed;

    /** Runs when the earlier room changes of unary calls are answered. */
    private final Runnable turn = this::turnBegins;

    private boolean turnHasBegun;

    /**
     * Creates the state that waits for the identity's rooms.
     *
     * @param heldBytes the memory of the command that opened the stream, in bytes
     */
    Opening(Session session, OpenCommand open, long heldBytes) {
      super(session);
      this.open = open;
      this.heldBytes = heldBytes;
    }

    @Override
    void command(StreamCommand command) {
      commands.add(command.withoutOpen());
    }

    private void turnBegins() {
      turnHasBegun = true;
      endIfFailed(this::roomsChanged);
    }

    @Override
    void leave() {
      owner.goOnWithRoomChanges(session.identity(), turn);
    }

    @Override
    void roomsChanged() {
      Identity identity = session.identity();
      if (!turnHasBegun || identity.isChangingRooms()) {
        return;
      }
      if (!roomsConfirmed && identity.record().roomsUncertain()) {
        roomsConfirmed = true;
        identity.confirmRooms();
        return;
      }
      owner.resume(identity, open).begin(outlet, timelines);
      if (open != OpenCommand.IMPLIED) {
        // Ready is the answer to Open, so the outlet sends no result here. It only lets the
        // transport read another command.
        outlet.result("", Outcome.done(CommandResult.getDefaultInstance()), heldBytes);
      }
      become(new Live(session, open.message().getDrainOnHalfClose()));
      state.proceed();
    }
  }

  /** Ready is sent. The stream delivers events and carries out commands. */
  private final class Live extends Proven {
    private final boolean drainOnHalfClose;

    Live(Session session, boolean drainOnHalfClose) {
      super(session);
      this.drainOnHalfClose = drainOnHalfClose;
    }

    @Override
    void command(StreamCommand command) {
      commands.add(command.withoutOpen());
      proceed();
    }

    @Override
    void halfClosed() {
      proceed();
    }

    /**
     * Carries out the commands that do not have to wait. Begins to drain if all commands are
     * answered, the client has closed its side, and its {@code Open} asked for draining.
     */
    @Override
    void proceed() {
      for (StreamCommand next = commands.next(); next != null; next = commands.next()) {
        carryOut(next);
      }
      boolean done = input instanceof Input.HalfClosed && commands.isIdle();
      if (done && drainOnHalfClose && !hasEnded()) {
        become(new Draining(session));
        timelines.finish(() -> state.delivered());
      }
    }

    /**
     * Carries out one command. If this throws, the command is refused, and other commands are not
     * affected.
     */
    private void carryOut(StreamCommand command) {
      ConverseRequest request = command.request();
      // A message stays in memory until it is posted, even if its stream ends.
      Runnable inUse = request.hasSendMessage() ? caller.memory().keep() : () -> {};
      AtomicBoolean answered = new AtomicBoolean();
      Consumer<Outcome<CommandResult>> reply =
          outcome -> {
            inUse.run();
            if (!answered.getAndSet(true)) {
              endIfFailed(() -> answer(command, outcome));
            }
          };
      try {
        owner.carryOut(session, ConverseStream.this, request, command.fault(), reply);
      } catch (RuntimeException bug) {
        LOG.log(Level.ERROR, "carrying out a command failed", bug);
        reply.accept(Outcome.refused(Refusal.internal()));
      }
    }

    /** Answers a command. After the stream has ended, this only releases the command's memory. */
    private void answer(StreamCommand command, Outcome<CommandResult> outcome) {
      commands.answered();
      outlet.result(command.request().getRequestId(), outcome, command.heldBytes());
      endIfAnswered();
      if (command.changesRooms() || commands.hasWaiting() || input instanceof Input.HalfClosed) {
        // Continue in a later task, because the stream begins to follow an entered room only after
        // this method.
        onCore(
            () -> {
              if (command.changesRooms()) {
                commands.roomsSettled();
              }
              state.proceed();
            });
      }
    }
  }

  /** The stream delivers all events up to the heads, and then ends with OK. */
  private final class Draining extends Proven {
    Draining(Session session) {
      super(session);
    }

    @Override
    void delivered() {
      Indivisible.change(ConverseStream.this::over);
      outlet.complete();
    }
  }
}
