package chat.charla.client;

import chat.charla.v1.Error;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.Ready;
import chat.charla.v1.User;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides what happens next: join, open a stream, wait, ask for a name, stop. {@link Transitions}
 * takes the step. {@link ChatClient} passes on the application's requests; {@link Joining}, {@link
 * AccountCalls} and {@link ConverseStream} report their outcomes.
 *
 * <p>The client's {@link Scheduler} owns this object.
 */
final class Connection implements ConverseStream.Owner, Joining.Owner, AccountCalls.Owner {
  private final Notifier notifier;
  private final LiveSession session;
  private final Identity identity;
  private final Outbox outbox;
  private final SideCalls sideCalls;
  private final Joining joining;
  private final AccountCalls accountCalls;
  private final Transitions transitions;
  private final Departure departure;

  private boolean draining;

  Connection(
      Transport transport,
      Scheduler scheduler,
      ClientOptions options,
      ChatListener listener,
      @Nullable SavedSession saved) {
    this.notifier = new Notifier(listener);
    this.outbox = new Outbox(scheduler, notifier, options, this::whenOutboxEmptied);
    this.session = new LiveSession(options, outbox, saved);
    this.identity = session.identity;
    this.sideCalls = new SideCalls(scheduler, options, notifier, identity);
    CallServices services = new CallServices(transport, scheduler, options, notifier);
    this.joining = new Joining(services, identity, sideCalls, this);
    this.accountCalls = new AccountCalls(services, identity, sideCalls, this);
    this.transitions = new Transitions(services, session, sideCalls, joining, this);
    this.departure = transitions.departure;
  }

  // What the application can ask.

  ConnectionState state() {
    return transitions.state();
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
    boolean stopped = transitions.isIn(ConnectionState.Kind.STOPPED);
    if (transitions.isClosed()
        || identity.isOver()
        || !(stopped || transitions.isIn(ConnectionState.Kind.IDLE))) {
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
    transitions.restart();
  }

  @Override
  public void useName(String name) {
    if (transitions.isClosed() || identity.isOver()) {
      return;
    }
    if (!joining.isDue()) {
      joining.rename(name);
      return;
    }
    if (!transitions.isIn(ConnectionState.Kind.NAME_NEEDED) && joining.recordNextName(name)) {
      return;
    }
    joining.setDueName(name);
    if (transitions.isIn(ConnectionState.Kind.NAME_NEEDED)
        || transitions.isIn(ConnectionState.Kind.JOINING)
        || transitions.isIn(ConnectionState.Kind.WAITING)) {
      transitions.cancelAll();
      transitions.proceed();
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
    if (transitions.isIn(ConnectionState.Kind.WAITING)) {
      transitions.restart();
    } else if (transitions.isIn(ConnectionState.Kind.JOINING)
        || transitions.isIn(ConnectionState.Kind.CONNECTING)) {
      transitions.startAnotherConnection();
    }
  }

  void reopen() {
    if (transitions.isOnline() || transitions.isIn(ConnectionState.Kind.WAITING)) {
      transitions.startAnotherConnection();
    } else {
      reconnectNow();
    }
  }

  void drain() {
    if (state().isFinal()) {
      return;
    }
    draining = true;
    if (transitions.isOnline() && outbox.isEmpty()) {
      whenOutboxEmptied();
    }
  }

  void leave() {
    if (isEnding()) {
      return;
    }
    boolean waiting = transitions.isIn(ConnectionState.Kind.WAITING);
    boolean idle = transitions.isIn(ConnectionState.Kind.IDLE);
    boolean running =
        waiting
            || transitions.isOnline()
            || transitions.isIn(ConnectionState.Kind.JOINING)
            || transitions.isIn(ConnectionState.Kind.CONNECTING);
    boolean messagesPending = running && !outbox.isEmpty();
    boolean joinToBeRepeated = identity.mayHaveJoined() && (idle || running);
    if (identity.token() == null && !messagesPending && !joinToBeRepeated) {
      transitions.left();
      return;
    }
    identity.setLeaving(true);
    tellSessionChanged();
    departure.begin(messagesPending);
    boolean calling = departure.isCalling() && identity.token() != null;
    // A wait that the server has asked for is not shortened.
    if (!calling && (idle || (waiting && !transitions.isWaitAskedByServer()))) {
      transitions.restart();
    }
  }

  void close() {
    transitions.close();
  }

  void giveSnapshot(Consumer<SavedSession> receiver) {
    notifier.guard(() -> receiver.accept(transitions.snapshot()));
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
    transitions.forgetStream();
    noteServerAnswer(end.failure());
    if (departure.isUnderWay() && departure.handlesStreamEnd(end)) {
      return;
    }
    switch (end.reaction()) {
      case RESUME -> transitions.waitAfter(end.failure(), end.delay());
      case REJOIN -> {
        joining.loseName();
        transitions.proceedWithNextCall(end.failure(), end.delay());
      }
      case START_OVER -> transitions.startOver(end.failure(), end.delay());
      case STOP -> transitions.stop(end.failure());
    }
  }

  @Override
  public void onDrained() {
    transitions.forgetStream();
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
      transitions.leaveWithoutName();
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
    transitions.proceed();
  }

  @Override
  public void joinFailed(CallFailure failure) {
    noteServerAnswer(failure);
    if (identity.token() == null && FailurePolicy.usesUpRequestId(failure)) {
      identity.forgetJoins();
      if (departure.isUnderWay()) {
        transitions.left();
      } else {
        transitions.proceedWithNextCall(failure, null);
      }
      return;
    }
    switch (FailurePolicy.ofJoin(failure, hasServerAnswered())) {
      case RETRY -> {
        if (departure.isCalling() && identity.token() == null && !identity.mayHaveJoined()) {
          transitions.left();
          return;
        }
        if (!identity.mayHaveJoined()) {
          joining.takeNextName();
        }
        transitions.waitAfter(failure, failure.retryDelay());
      }
      case ASK_NAME -> {
        if (!departure.isUnderWay() && joining.takeNextName()) {
          transitions.proceedWithNextCall(failure, null);
        } else {
          needName(failure);
        }
      }
      case START_OVER -> {
        if (departure.isUnderWay()) {
          transitions.left();
        } else {
          transitions.startOver(failure, failure.retryDelay());
        }
      }
      case STOP -> {
        if (departure.isUnderWay() && FailurePolicy.isFromServer(failure)) {
          transitions.leaveWithoutName();
        } else {
          transitions.stop(failure);
        }
      }
    }
  }

  @Override
  public void enter(ConnectionState next) {
    transitions.enter(next);
  }

  @Override
  public void tellSessionChanged() {
    transitions.tellSessionChanged();
  }

  // What AccountCalls asks and reports.

  @Override
  public boolean isEnding() {
    return transitions.isClosed() || identity.isOver() || departure.isUnderWay();
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
    if (newSession || !transitions.isOnline()) {
      transitions.cancelAll();
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
    if (!transitions.isIn(ConnectionState.Kind.IDLE) && (newSession || !transitions.isOnline())) {
      draining = false;
      transitions.restart();
    }
  }

  @Override
  public void left() {
    transitions.left();
  }

  private void whenOutboxEmptied() {
    if (!transitions.hasStream()) {
      return;
    }
    if (departure.isUnderWay()) {
      departure.outboxEmptied();
    } else if (draining) {
      transitions.halfCloseStream();
    }
  }

  /** Records that the chat server has answered, if the failure has a reason. */
  private void noteServerAnswer(CallFailure failure) {
    if (FailurePolicy.isFromServer(failure)) {
      session.setServerAnswered();
    }
  }

  private boolean isAccepting() {
    return !transitions.isClosed() && !draining && !departure.isUnderWay() && !state().isFinal();
  }
}
