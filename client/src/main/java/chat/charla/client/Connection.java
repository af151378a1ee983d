package chat.charla.client;

import chat.charla.v1.Error;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.Open;
import chat.charla.v1.Ready;
import chat.charla.v1.User;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides what happens next: join, open a stream, wait, ask for a name, stop. {@link ChatClient}
 * passes on the application's requests; {@link Joining}, {@link AccountCalls}, {@link
 * ConverseStream} and {@link Departure} report their outcomes.
 *
 * <p>At most one of these is active at any time: a {@code Join}, a stream, or a wait. Before
 * another of them starts, the current one is ended. A {@code Leave} call may also run while a
 * stream is open, and {@link SideCalls} may run at any time.
 *
 * <p>The client's {@link Scheduler} owns this object.
 */
final class Connection
    implements ConverseStream.Owner, Joining.Owner, AccountCalls.Owner, Departure.Owner {
  private final CallServices services;
  private final Transport transport;
  private final ClientOptions options;
  private final Notifier notifier;
  private final Backoff backoff;
  private final Pause pause;
  private final LiveSession session;
  private final Identity identity;
  private final Outbox outbox;
  private final Joining joining;
  private final Departure departure;
  private final SideCalls sideCalls;
  private final AccountCalls accountCalls;

  /** Written only on the scheduler; volatile because any thread may read it. */
  private volatile ConnectionState state = ConnectionState.of(ConnectionState.Kind.IDLE);

  private @Nullable ConverseStream stream;
  private boolean draining;
  private boolean closed;

  Connection(
      Transport transport,
      Scheduler scheduler,
      ClientOptions options,
      ChatListener listener,
      @Nullable SavedSession saved) {
    this.transport = transport;
    this.options = options;
    this.notifier = new Notifier(listener);
    this.backoff = new Backoff(options.backoffBase(), options.backoffCap(), options.random());
    this.pause = new Pause(scheduler);
    this.outbox = new Outbox(scheduler, notifier, options, this::whenOutboxEmptied);
    this.session = new LiveSession(options, outbox, saved);
    this.identity = session.identity;
    this.sideCalls = new SideCalls(scheduler, options, notifier, identity);
    this.services = new CallServices(transport, scheduler, options, notifier);
    this.joining = new Joining(services, identity, sideCalls, this);
    this.departure = new Departure(services, this);
    this.accountCalls = new AccountCalls(services, identity, sideCalls, this);
  }

  // What the application can ask.

  ConnectionState state() {
    return state;
  }

  List<PendingMessage> restoredMessages() {
    return session.restoredMessages;
  }

  SideCalls sideCalls() {
    return sideCalls;
  }

  AccountCalls accountCalls() {
    return accountCalls;
  }

  // What the application requests, by ChatClient.

  void start() {
    boolean stopped = state.kind() == ConnectionState.Kind.STOPPED;
    if (closed || identity.isOver() || !(stopped || isIn(ConnectionState.Kind.IDLE))) {
      return;
    }
    if (stopped) {
      draining = false;
    } else if (outbox.hasNeverSentFromSnapshot()) {
      // The application's snapshot says that these messages were never sent. They may be sent now,
      // so the application must replace the snapshot.
      tellSessionChanged();
    }
    if (identity.isLeaving()) {
      departure.begin(!outbox.isEmpty());
      if (identity.isOver()) {
        return;
      }
    }
    backoff.reset();
    proceed();
  }

  @Override
  public void useName(String name) {
    if (closed || identity.isOver()) {
      return;
    }
    if (!joining.isDue()) {
      joining.rename(name);
      return;
    }
    if (!isIn(ConnectionState.Kind.NAME_NEEDED) && joining.recordNextName(name)) {
      return;
    }
    joining.setDueName(name);
    if (isIn(ConnectionState.Kind.NAME_NEEDED)
        || isIn(ConnectionState.Kind.JOINING)
        || isIn(ConnectionState.Kind.WAITING)) {
      cancelAll();
      proceed();
    }
  }

  void send(PendingMessage message) {
    if (!isAccepting()) {
      outbox.refuse(
          message,
          Refusal.local(Refusal.Kind.NOT_RUNNING, "the client no longer accepts messages"));
      return;
    }
    outbox.add(message);
  }

  void addRoomCommand(String room, boolean enter) {
    if (!isAccepting()) {
      Error error = Error.newBuilder().setMessage("the client no longer accepts commands").build();
      notifier.tell(listener -> listener.onRoomRefused(room, error));
      return;
    }
    outbox.addRoom(room, enter);
  }

  void reconnectNow() {
    if (isIn(ConnectionState.Kind.WAITING)) {
      restart();
    } else if (isIn(ConnectionState.Kind.JOINING) || isIn(ConnectionState.Kind.CONNECTING)) {
      startAnotherConnection();
    }
  }

  void reopen() {
    if (isOnline() || isIn(ConnectionState.Kind.WAITING)) {
      startAnotherConnection();
    } else {
      reconnectNow();
    }
  }

  void drain() {
    if (state.isFinal()) {
      return;
    }
    draining = true;
    if (isOnline() && outbox.isEmpty()) {
      whenOutboxEmptied();
    }
  }

  void leave() {
    if (isEnding()) {
      return;
    }
    boolean waiting = isIn(ConnectionState.Kind.WAITING);
    boolean idle = isIn(ConnectionState.Kind.IDLE);
    boolean running =
        waiting
            || isOnline()
            || isIn(ConnectionState.Kind.JOINING)
            || isIn(ConnectionState.Kind.CONNECTING);
    boolean messagesPending = running && !outbox.isEmpty();
    boolean joinToBeRepeated = mayHaveJoined() && (idle || running);
    if (identity.token() == null && !messagesPending && !joinToBeRepeated) {
      left();
      return;
    }
    identity.setLeaving(true);
    tellSessionChanged();
    departure.begin(messagesPending);
    boolean calling = departure.isCalling() && identity.token() != null;
    // A pause that the server has asked for is not shortened.
    if (!calling && (idle || (waiting && !pause.isAskedByServer()))) {
      restart();
    }
  }

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

  void giveSnapshot(Consumer<SavedSession> receiver) {
    notifier.guard(() -> receiver.accept(session.snapshot(closed)));
  }

  // What the stream reports.

  @Override
  public boolean hasServerAnswered() {
    return session.hasServerAnswered();
  }

  @Override
  public void onReady(Ready ready) {
    session.setServerAnswered();
    boolean changed = identity.update(ready.getSelf());
    outbox.setLimits(ready.getLimits());
    enter(ConnectionState.of(ConnectionState.Kind.ONLINE));
    notifier.tell(listener -> listener.onReady(ready));
    if (changed) {
      tellSessionChanged();
    }
  }

  @Override
  public void onUserRenamed(User user) {
    if (identity.isUser(user) && identity.update(user)) {
      notifier.tell(listener -> listener.onRenamed(user));
      tellSessionChanged();
    }
  }

  @Override
  public void onEnded(StreamEnd end) {
    forgetStream();
    noteServerAnswer(end.failure());
    if (departure.isUnderWay() && departure.handlesStreamEnd(end)) {
      return;
    }
    switch (end.reaction()) {
      case RESUME -> waitAfter(end.failure(), end.delay());
      case REJOIN -> {
        joining.loseName();
        proceedWithNextCall(end.failure(), end.delay());
      }
      case START_OVER -> startOver(end.failure(), end.delay());
      case STOP -> stop(end.failure());
    }
  }

  @Override
  public void onDrained() {
    forgetStream();
    if (departure.isUnderWay()) {
      departure.depart();
      return;
    }
    enter(ConnectionState.stopped(StopReason.DRAINED, null));
  }

  // What Joining reports.

  @Override
  public void needName(@Nullable CallFailure cause) {
    if (departure.isUnderWay()) {
      leaveWithoutName();
      return;
    }
    enter(ConnectionState.nameNeeded(cause));
  }

  @Override
  public void joined(JoinResponse response) {
    session.setServerAnswered();
    outbox.setLimits(response.getLimits());
    if (!joining.isDue()) {
      notifier.tell(listener -> listener.onJoined(response));
    }
    tellSessionChanged();
    proceed();
  }

  @Override
  public void joinFailed(CallFailure failure) {
    noteServerAnswer(failure);
    if (identity.token() == null && FailurePolicy.usesUpRequestId(failure)) {
      identity.forgetJoins();
      if (departure.isUnderWay()) {
        left();
      } else {
        proceedWithNextCall(failure, null);
      }
      return;
    }
    switch (FailurePolicy.ofJoin(failure, hasServerAnswered())) {
      case RETRY -> {
        if (departure.isCalling() && identity.token() == null && !mayHaveJoined()) {
          left();
          return;
        }
        if (!mayHaveJoined()) {
          joining.takeNextName();
        }
        waitAfter(failure, failure.retryDelay());
      }
      case ASK_NAME -> {
        if (!departure.isUnderWay() && joining.takeNextName()) {
          proceedWithNextCall(failure, null);
        } else {
          needName(failure);
        }
      }
      case START_OVER -> {
        if (departure.isUnderWay()) {
          left();
        } else {
          startOver(failure, failure.retryDelay());
        }
      }
      case STOP -> {
        if (departure.isUnderWay() && FailurePolicy.isFromServer(failure)) {
          leaveWithoutName();
        } else {
          stop(failure);
        }
      }
    }
  }

  @Override
  public void enter(ConnectionState next) {
    state = next;
    notifier.tell(listener -> listener.onState(next));
  }

  @Override
  public void tellSessionChanged() {
    SavedSession snapshot = session.snapshot(closed);
    notifier.tell(listener -> listener.onSessionChanged(snapshot));
  }

  // What AccountCalls asks and reports.

  @Override
  public boolean isEnding() {
    return closed || identity.isOver() || departure.isUnderWay();
  }

  @Override
  public void signedIn(JoinResponse response) {
    if (isEnding()) {
      return;
    }
    String before = identity.token();
    boolean sameIdentity = identity.isAccount() || identity.isUser(response.getSelf());
    String guest = sameIdentity ? null : before;
    boolean newSession = !response.getSessionToken().equals(before);
    if (newSession || !isOnline()) {
      cancelAll();
    }
    joining.signedIn();
    if (guest != null) {
      accountCalls.leaveAsGuest(guest);
    }
    session.setServerAnswered();
    session.signedIn(response);
    outbox.setLimits(response.getLimits());
    notifier.tell(listener -> listener.onJoined(response));
    tellSessionChanged();
    if (!isIn(ConnectionState.Kind.IDLE) && (newSession || !isOnline())) {
      draining = false;
      backoff.reset();
      proceed();
    }
  }

  // What Departure asks and reports. AccountCalls reports left() as well.

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

  // The transitions.

  private void proceed() {
    if (departure.isCalling() && identity.token() != null) {
      departure.departNow();
    } else if (joining.isDue()) {
      joining.begin();
    } else {
      openStream();
    }
  }

  private void openStream() {
    String token = identity.token();
    if (token == null) {
      throw new IllegalStateException("a stream needs an identity");
    }
    Open open = session.nextOpen(options);
    enter(ConnectionState.of(ConnectionState.Kind.CONNECTING));
    stream = new ConverseStream(services, session.cursors, outbox, this, token, open);
  }

  /**
   * Leaves although the server has refused the name: leaving needs no name. If there is no token,
   * there is no identity to leave.
   */
  private void leaveWithoutName() {
    if (identity.token() == null) {
      left();
    } else {
      departure.depart();
    }
  }

  /** Records that the chat server has answered, if the failure has a reason. */
  private void noteServerAnswer(CallFailure failure) {
    if (FailurePolicy.isFromServer(failure)) {
      session.setServerAnswered();
    }
  }

  private void forgetStream() {
    ConverseStream ended = stream;
    stream = null;
    if (ended != null && ended.age().compareTo(options.stableAfter()) >= 0) {
      backoff.reset();
    }
  }

  private void waitAfter(CallFailure cause, @Nullable Duration atLeast) {
    Duration delay = backoff.next(atLeast);
    pause.begin(delay, atLeast != null, this::proceed);
    enter(ConnectionState.waiting(cause, delay));
  }

  /**
   * Continues with a different call from the one that failed. Waits first, unless this is the first
   * failure and the server asks for no delay.
   */
  private void proceedWithNextCall(CallFailure cause, @Nullable Duration atLeast) {
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
  private void startOver(CallFailure cause, @Nullable Duration atLeast) {
    if (identity.isAccount()) {
      stop(cause);
    } else {
      loseIdentity(cause);
      proceedWithNextCall(cause, atLeast);
    }
  }

  private void loseIdentity(CallFailure cause) {
    joining.loseIdentity();
    session.forget();
    notifier.tell(listener -> listener.onIdentityLost(cause));
    tellSessionChanged();
  }

  private void whenOutboxEmptied() {
    ConverseStream open = stream;
    if (open == null) {
      return;
    }
    if (departure.isUnderWay()) {
      departure.outboxEmptied();
    } else if (draining) {
      open.halfClose();
    }
  }

  private void startAnotherConnection() {
    cancelAll();
    transport.renewConnection();
    restart();
  }

  private void restart() {
    cancelAll();
    backoff.reset();
    proceed();
  }

  private void cancelAll() {
    joining.cancel();
    pause.cancel();
    ConverseStream open = stream;
    stream = null;
    if (open != null) {
      open.cancel();
    }
  }

  private boolean isAccepting() {
    return !closed && !draining && !departure.isUnderWay() && !state.isFinal();
  }

  private boolean isOnline() {
    return isIn(ConnectionState.Kind.ONLINE);
  }

  private boolean isIn(ConnectionState.Kind kind) {
    return state.kind() == kind;
  }
}
