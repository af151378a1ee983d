package chat.charla.client;

import chat.charla.v1.Open;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The state of the client, and the steps from one state to the next: join, open a stream, wait,
 * leave, stop. {@link Connection} decides which step is next. {@link Departure} ends in a step by
 * itself.
 *
 * <p>At most one of these is active at any time: a {@code Join}, a stream, or a wait. Before
 * another of them starts, the current one is ended. A {@code Leave} call may also run while a
 * stream is open, and {@link SideCalls} may run at any time.
 *
 * <p>The client's {@link Scheduler} owns this object.
 */
final class Transitions implements Departure.Owner {
  private final CallServices services;
  private final LiveSession session;
  private final Identity identity;
  private final SideCalls sideCalls;
  private final Joining joining;
  private final ConverseStream.Owner streamOwner;
  private final Backoff backoff;
  private final Pause pause;

  final Departure departure;

  /** Written only on the scheduler; volatile because any thread may read it. */
  private volatile ConnectionState state = ConnectionState.of(ConnectionState.Kind.IDLE);

  private @Nullable ConverseStream stream;
  private boolean closed;

  /**
   * A client that has not started.
   *
   * @param streamOwner the owner of every stream
   */
  Transitions(
      CallServices services,
      LiveSession session,
      SideCalls sideCalls,
      Joining joining,
      ConverseStream.Owner streamOwner) {
    this.services = services;
    this.session = session;
    this.identity = session.identity;
    this.sideCalls = sideCalls;
    this.joining = joining;
    this.streamOwner = streamOwner;
    ClientOptions options = services.options;
    this.backoff = new Backoff(options.backoffBase(), options.backoffCap(), options.random());
    this.pause = new Pause(services.scheduler);
    this.departure = new Departure(services, this);
  }

  // The state.

  ConnectionState state() {
    return state;
  }

  boolean isIn(ConnectionState.Kind kind) {
    return state.kind() == kind;
  }

  boolean isOnline() {
    return isIn(ConnectionState.Kind.ONLINE);
  }

  boolean isClosed() {
    return closed;
  }

  boolean hasStream() {
    return stream != null;
  }

  /** Whether the server has asked for the wait that began last. */
  boolean isWaitAskedByServer() {
    return pause.isAskedByServer();
  }

  void enter(ConnectionState next) {
    state = next;
    services.notifier.tell(listener -> listener.onState(next));
  }

  SavedSession snapshot() {
    return session.snapshot(closed);
  }

  void tellSessionChanged() {
    SavedSession snapshot = snapshot();
    services.notifier.tell(listener -> listener.onSessionChanged(snapshot));
  }

  // The steps towards a stream.

  /** Makes the next call: {@code Leave}, {@code Join} or a stream. */
  void proceed() {
    if (departure.isCalling() && identity.token() != null) {
      departure.departNow();
    } else if (joining.isDue()) {
      joining.begin();
    } else {
      openStream();
    }
  }

  /** Makes the next call at once. The backoff begins again. */
  void restart() {
    cancelAll();
    backoff.reset();
    proceed();
  }

  /** Makes the next call at once, over another connection. */
  void startAnotherConnection() {
    cancelAll();
    services.transport.renewConnection();
    restart();
  }

  void waitAfter(CallFailure cause, @Nullable Duration atLeast) {
    Duration delay = backoff.next(atLeast);
    pause.begin(delay, atLeast != null, this::proceed);
    enter(ConnectionState.waiting(cause, delay));
  }

  /**
   * Continues with a different call from the one that failed. Waits first, unless this is the first
   * failure and the server asks for no delay.
   */
  void proceedWithNextCall(CallFailure cause, @Nullable Duration atLeast) {
    if (atLeast == null && backoff.isFresh()) {
      backoff.countAttempt();
      proceed();
    } else {
      waitAfter(cause, atLeast);
    }
  }

  /**
   * The server does not know the token. A guest has ended, so the client joins as a new one. An
   * account may still exist, so the client stops, and the user can log in again.
   */
  void startOver(CallFailure cause, @Nullable Duration atLeast) {
    if (identity.isAccount()) {
      stop(cause);
    } else {
      loseIdentity(cause);
      proceedWithNextCall(cause, atLeast);
    }
  }

  /** Ends a {@code Join}, the stream or a wait. */
  void cancelAll() {
    endJoinOrWait();
    ConverseStream open = stream;
    stream = null;
    if (open != null) {
      open.cancel();
    }
  }

  /** Sends no more commands on the stream, if there is one. */
  void halfCloseStream() {
    if (stream != null) {
      stream.halfClose();
    }
  }

  /** The stream has ended. */
  void forgetStream() {
    ConverseStream ended = stream;
    stream = null;
    if (ended != null && ended.age().compareTo(services.options.stableAfter()) >= 0) {
      backoff.reset();
    }
  }

  private void openStream() {
    String token = identity.token();
    if (token == null) {
      throw new IllegalStateException("a stream needs an identity");
    }
    Open open = session.nextOpen(services.options);
    enter(ConnectionState.of(ConnectionState.Kind.CONNECTING));
    stream =
        new ConverseStream(services, session.cursors, session.outbox, streamOwner, token, open);
  }

  // What Departure asks and reports, and the other ends.

  @Override
  public Duration nextWait(@Nullable Duration atLeast) {
    return backoff.next(atLeast);
  }

  @Override
  public @Nullable String token() {
    return identity.token();
  }

  @Override
  public boolean mayHaveJoined() {
    return identity.mayHaveJoined();
  }

  @Override
  public void endJoinOrWait() {
    joining.cancel();
    pause.cancel();
  }

  @Override
  public void departureWaits(CallFailure cause, Duration delay) {
    if (stream == null) {
      enter(ConnectionState.waiting(cause, delay));
    }
  }

  /**
   * Leaves although the server has refused the name: leaving needs no name. If there is no token,
   * there is no identity to leave.
   */
  void leaveWithoutName() {
    if (identity.token() == null) {
      left();
    } else {
      departure.depart();
    }
  }

  @Override
  public void left() {
    departure.cancel();
    cancelAll();
    session.forget();
    identity.end();
    joining.end();
    sideCalls.end();
    enter(ConnectionState.of(ConnectionState.Kind.LEFT));
    tellSessionChanged();
  }

  @Override
  public void stop(CallFailure failure) {
    departure.cancel();
    cancelAll();
    if (identity.isLeaving()) {
      identity.setLeaving(false);
      tellSessionChanged();
    }
    StopReason reason = FailurePolicy.stopReason(failure);
    if (reason == StopReason.SESSION_ENDED) {
      loseIdentity(failure);
      identity.end();
    }
    enter(ConnectionState.stopped(reason, failure));
  }

  /** Ends everything but the identity, and takes no further step. */
  void close() {
    if (closed) {
      return;
    }
    closed = true;
    cancelAll();
    joining.end();
    sideCalls.end();
    departure.cancel();
    if (!state.isFinal()) {
      enter(ConnectionState.stopped(StopReason.CLOSED, null));
    }
  }

  private void loseIdentity(CallFailure cause) {
    joining.loseIdentity();
    session.forget();
    services.notifier.tell(listener -> listener.onIdentityLost(cause));
    tellSessionChanged();
  }
}
