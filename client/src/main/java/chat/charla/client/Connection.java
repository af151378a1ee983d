package chat.charla.client;

import chat.charla.v1.Cursor;
import chat.charla.v1.Error;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.Open;
import chat.charla.v1.Ready;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides what happens next: join, open a stream, wait, ask for a name, stop.
 *
 * <p>At any time at most one thing is under way, be it a {@code Join}, a stream or a wait, and
 * whoever starts another one ends it first. Only leaving goes on beside a stream.
 *
 * <p>Owned by the client's {@link Scheduler}.
 */
final class Connection implements Conversation.Owner {
  private final Transport transport;
  private final Scheduler scheduler;
  private final ClientOptions options;
  private final Notifier notifier;
  private final Backoff backoff;
  private final Identity identity;
  private final Timelines timelines = new Timelines();
  private final Outbox outbox;
  private final List<PendingMessage> restoredMessages;
  private final Departure departure;

  /** Written by the owner only; volatile because any thread may ask for it. */
  private volatile ConnectionState state = ConnectionState.of(ConnectionState.Kind.IDLE);

  private @Nullable Cancellable joinCall;
  private @Nullable Conversation conversation;
  private @Nullable Cancellable timer;

  /** Whether a {@code Join} with the token has to come before the next stream. */
  private boolean nameLost;

  /** The name to ask for in that {@code Join}; empty for the one that was lost. */
  private String nameInstead = "";

  private boolean draining;
  private boolean closed;

  Connection(
      Transport transport,
      Scheduler scheduler,
      ClientOptions options,
      ChatListener listener,
      @Nullable SavedSession saved) {
    this.transport = transport;
    this.scheduler = scheduler;
    this.options = options;
    this.notifier = new Notifier(listener);
    this.backoff = new Backoff(options.backoffBase(), options.backoffCap(), options.random());
    this.identity = new Identity(options.name());
    this.outbox = new Outbox(scheduler, notifier, options, this::whenOutboxEmptied);
    this.departure = new Departure(transport, scheduler, options, this);
    this.restoredMessages =
        saved == null
            ? Collections.emptyList()
            : Collections.unmodifiableList(restore(saved, identity, timelines, outbox));
  }

  ConnectionState state() {
    return state;
  }

  List<PendingMessage> restoredMessages() {
    return restoredMessages;
  }

  void start() {
    boolean stopped = state.kind() == ConnectionState.Kind.STOPPED;
    if (closed || identity.isOver() || !(stopped || isIn(ConnectionState.Kind.IDLE))) {
      return;
    }
    if (stopped) {
      draining = false;
    }
    backoff.reset();
    proceed();
  }

  void useName(String name) {
    if (closed || identity.isOver()) {
      return;
    }
    if (identity.token() == null) {
      identity.want(name);
    } else if (nameLost) {
      nameInstead = name;
    } else {
      rename(name);
      return;
    }
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
          message, Refusal.local(Refusal.Kind.NOT_RUNNING, "the client takes no more messages"));
      return;
    }
    outbox.add(message);
  }

  void wishRoom(String room, boolean enter) {
    if (!isAccepting()) {
      Error error = Error.newBuilder().setMessage("the client takes no more commands").build();
      notifier.tell(listener -> listener.onRoomRefused(room, error));
      return;
    }
    outbox.addRoom(room, enter);
  }

  void reconnectNow() {
    if (isIn(ConnectionState.Kind.WAITING)
        || isIn(ConnectionState.Kind.JOINING)
        || isIn(ConnectionState.Kind.CONNECTING)) {
      startAfresh();
    }
  }

  void reopen() {
    if (isOnline()) {
      startAfresh();
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
    if (closed || identity.isOver() || departure.isUnderWay()) {
      return;
    }
    if (identity.token() == null) {
      left();
      return;
    }
    departure.begin(isOnline() && !outbox.isEmpty());
  }

  void close() {
    if (closed) {
      return;
    }
    closed = true;
    cancelAll();
    departure.cancel();
    if (!state.isFinal()) {
      enter(ConnectionState.stopped(StopReason.CLOSED, null));
    }
  }

  SavedSession snapshot() {
    SavedSession.Builder saved = SavedSession.builder();
    identity.saveTo(saved);
    for (Cursor cursor : timelines.cursors()) {
      saved.addCursor(cursor.getRoom(), cursor.getEpoch(), cursor.getAfterSequence());
    }
    outbox.saveTo(saved);
    return saved.build();
  }

  void giveSnapshot(Consumer<SavedSession> receiver) {
    notifier.guard(() -> receiver.accept(snapshot()));
  }

  /** Makes a call with the token, and hands its answer to the application. */
  <T> void call(BiFunction<String, Answer<T>, Cancellable> call, Answer<T> receiver) {
    String token = identity.token();
    if (token == null) {
      notifier.guard(() -> receiver.onFailure(FailurePolicy.notJoined()));
      return;
    }
    UnaryCall.start(
        scheduler,
        options.connectTimeout(),
        answer -> call.apply(token, answer),
        new Answer<T>() {
          @Override
          public void onSuccess(T response) {
            notifier.guard(() -> receiver.onSuccess(response));
          }

          @Override
          public void onFailure(CallFailure failure) {
            notifier.guard(() -> receiver.onFailure(failure));
          }
        });
  }

  @Override
  public void onReady(Ready ready) {
    boolean changed = identity.update(ready.getSelf());
    outbox.setLimits(ready.getLimits());
    enter(ConnectionState.of(ConnectionState.Kind.ONLINE));
    notifier.tell(listener -> listener.onReady(ready));
    if (changed) {
      tellSessionChanged();
    }
  }

  @Override
  public void onEnded(StreamEnd end) {
    forgetConversation();
    if (departure.isUnderWay()) {
      departure.streamEnded(end.failure());
      return;
    }
    switch (end.verdict()) {
      case RESUME -> waitAfter(end.failure(), end.delay());
      case REJOIN -> {
        nameLost = true;
        nameInstead = "";
        tryOtherwise(end.failure(), end.delay());
      }
      case START_OVER -> {
        loseIdentity(end.failure());
        tryOtherwise(end.failure(), end.delay());
      }
      case STOP -> stop(end.failure());
    }
  }

  @Override
  public void onDrained() {
    forgetConversation();
    if (departure.isUnderWay()) {
      departure.depart();
      return;
    }
    enter(ConnectionState.stopped(StopReason.DRAINED, null));
  }

  /** The next wait after a failure, also for {@link Departure}. */
  Duration nextWait(@Nullable Duration atLeast) {
    return backoff.next(atLeast);
  }

  /** The token, for {@link Departure}. */
  @Nullable String token() {
    return identity.token();
  }

  /** Leaving is about to call the server: whatever else but a stream is under way ends. */
  void makeWayForDeparture() {
    cancelJoin();
    cancelTimer();
  }

  /** Leaving has failed for now and will be tried again. */
  void departureWaits(CallFailure cause, Duration delay) {
    if (conversation == null) {
      enter(ConnectionState.waiting(cause, delay));
    }
  }

  /** Nobody is left: the identity has ended because the application wanted it. */
  void left() {
    cancelAll();
    outbox.abandonMessages();
    timelines.clear();
    identity.end();
    enter(ConnectionState.of(ConnectionState.Kind.LEFT));
    tellSessionChanged();
  }

  /** Gives up, for a reason that repeating would not change. */
  void stop(CallFailure failure) {
    cancelAll();
    StopReason reason = FailurePolicy.stopReason(failure);
    if (reason == StopReason.SESSION_ENDED) {
      loseIdentity(failure);
      identity.end();
    }
    enter(ConnectionState.stopped(reason, failure));
  }

  private static List<PendingMessage> restore(
      SavedSession saved, Identity identity, Timelines timelines, Outbox outbox) {
    identity.restore(saved);
    saved.cursors().forEach(timelines::restore);
    // Entering comes before what is said there, and leaving after it.
    for (SavedSession.SavedRoomWish wish : saved.roomWishes()) {
      if (wish.isEnter()) {
        outbox.addRoom(wish.room(), true);
      }
    }
    List<PendingMessage> messages = new ArrayList<>();
    for (SavedSession.SavedMessage message : saved.messages()) {
      PendingMessage pending =
          new PendingMessage(message.clientMessageId(), message.target(), message.text());
      messages.add(pending);
      outbox.restore(message, pending);
    }
    for (SavedSession.SavedRoomWish wish : saved.roomWishes()) {
      if (!wish.isEnter()) {
        outbox.addRoom(wish.room(), false);
      }
    }
    return messages;
  }

  private void proceed() {
    if (departure.isUnderWay()) {
      departure.depart();
    } else if (identity.token() == null || nameLost) {
      join();
    } else {
      openStream();
    }
  }

  private void join() {
    String token = identity.token();
    String name = token == null ? identity.name() : nameInstead;
    if (name == null) {
      enter(ConnectionState.nameNeeded(null));
      return;
    }
    Error refusal = LocalLimits.checkUserName(name);
    if (refusal != null) {
      enter(ConnectionState.nameNeeded(CallFailure.fromError(refusal)));
      return;
    }
    JoinRequest.Builder request = JoinRequest.newBuilder().setName(name);
    if (token == null) {
      request.setRequestId(joinRequestId());
    }
    enter(ConnectionState.of(ConnectionState.Kind.JOINING));
    joinCall =
        UnaryCall.start(
            scheduler,
            options.connectTimeout(),
            answer -> transport.join(request.build(), token, answer),
            new Answer<JoinResponse>() {
              @Override
              public void onSuccess(JoinResponse response) {
                joined(response);
              }

              @Override
              public void onFailure(CallFailure failure) {
                joinFailed(failure);
              }
            });
  }

  /** The id of the present {@code Join}; the application can save it before it is used. */
  private String joinRequestId() {
    String known = identity.joinRequestId();
    if (known != null) {
      return known;
    }
    String made = identity.newJoinRequestId(options.ids());
    tellSessionChanged();
    return made;
  }

  private void joined(JoinResponse response) {
    joinCall = null;
    nameLost = false;
    identity.joined(response.getSessionToken(), response.getSelf());
    outbox.setLimits(response.getLimits());
    notifier.tell(listener -> listener.onJoined(response));
    tellSessionChanged();
    proceed();
  }

  private void joinFailed(CallFailure failure) {
    joinCall = null;
    switch (FailurePolicy.ofJoin(failure)) {
      case RETRY -> waitAfter(failure, failure.retryDelay());
      case ASK_NAME -> enter(ConnectionState.nameNeeded(failure));
      case START_OVER -> {
        loseIdentity(failure);
        tryOtherwise(failure, failure.retryDelay());
      }
      case STOP -> stop(failure);
    }
  }

  /** Takes another name beside an identity that has one; no stream needs to end for it. */
  private void rename(String name) {
    Error refusal = LocalLimits.checkUserName(name);
    if (refusal != null) {
      CallFailure failure = CallFailure.fromError(refusal);
      notifier.tell(listener -> listener.onNameRefused(failure));
      return;
    }
    JoinRequest request = JoinRequest.newBuilder().setName(name).build();
    call(
        (token, answer) -> transport.join(request, token, answer),
        new Answer<JoinResponse>() {
          @Override
          public void onSuccess(JoinResponse response) {
            identity.update(response.getSelf());
            notifier.tell(listener -> listener.onRenamed(response.getSelf()));
            tellSessionChanged();
          }

          @Override
          public void onFailure(CallFailure failure) {
            notifier.tell(listener -> listener.onNameRefused(failure));
          }
        });
  }

  private void openStream() {
    String token = identity.token();
    if (token == null) {
      throw new IllegalStateException("a stream needs an identity");
    }
    Open.Builder open =
        Open.newBuilder()
            .setStreamNumber(identity.nextStreamNumber(options.wallClock()))
            .addAllCursors(timelines.cursors())
            // Half-close is only ever sent by drain(), and this is what it means there.
            .setDrainOnHalfClose(true);
    if (timelines.isEmpty()) {
      open.setBacklog(options.backlog());
    }
    enter(ConnectionState.of(ConnectionState.Kind.CONNECTING));
    Conversation opened = new Conversation(scheduler, notifier, timelines, outbox, this);
    conversation = opened;
    opened.open(transport, token, open.build(), options.connectTimeout());
  }

  private void forgetConversation() {
    Conversation ended = conversation;
    conversation = null;
    if (ended != null && ended.age().compareTo(options.stableAfter()) >= 0) {
      backoff.reset();
    }
  }

  private void waitAfter(CallFailure cause, @Nullable Duration atLeast) {
    Duration delay = backoff.next(atLeast);
    timer =
        scheduler.schedule(
            delay,
            () -> {
              timer = null;
              proceed();
            });
    enter(ConnectionState.waiting(cause, delay));
  }

  /** What comes next is another call than the one that failed: at first it needs no wait. */
  private void tryOtherwise(CallFailure cause, @Nullable Duration atLeast) {
    if (atLeast == null && backoff.isFresh()) {
      backoff.countAttempt();
      proceed();
    } else {
      waitAfter(cause, atLeast);
    }
  }

  private void loseIdentity(CallFailure cause) {
    nameLost = false;
    identity.forget();
    timelines.clear();
    outbox.abandonMessages();
    notifier.tell(listener -> listener.onIdentityLost(cause));
    tellSessionChanged();
  }

  private void whenOutboxEmptied() {
    Conversation stream = conversation;
    if (stream == null) {
      return;
    }
    if (departure.isUnderWay()) {
      departure.outboxEmptied();
    } else if (draining) {
      stream.halfClose();
    }
  }

  private void startAfresh() {
    cancelAll();
    backoff.reset();
    proceed();
  }

  private void cancelAll() {
    cancelJoin();
    cancelTimer();
    Conversation stream = conversation;
    conversation = null;
    if (stream != null) {
      stream.cancel();
    }
  }

  private void cancelJoin() {
    if (joinCall != null) {
      joinCall.cancel();
      joinCall = null;
    }
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private void enter(ConnectionState next) {
    state = next;
    notifier.tell(listener -> listener.onState(next));
  }

  private void tellSessionChanged() {
    SavedSession snapshot = snapshot();
    notifier.tell(listener -> listener.onSessionChanged(snapshot));
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
