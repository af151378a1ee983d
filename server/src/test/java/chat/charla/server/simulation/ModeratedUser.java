package chat.charla.server.simulation;

import static chat.charla.server.simulation.Truth.require;

import chat.charla.client.Answer;
import chat.charla.client.ChatClient;
import chat.charla.client.ConnectionState;
import chat.charla.client.PendingMessage;
import chat.charla.client.RoomFold;
import chat.charla.client.RoomState;
import chat.charla.client.Scheduler;
import chat.charla.client.Target;
import chat.charla.server.log.TimelineId;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.Credential;
import chat.charla.v1.Error;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.GetRoomRequest;
import chat.charla.v1.GetRoomResponse;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.LogInRequest;
import chat.charla.v1.Ready;
import chat.charla.v1.RegisterRequest;
import chat.charla.v1.RoomEntered;
import chat.charla.v1.RoomLeft;
import chat.charla.v1.RoomServiceGrpc;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.SendMessageResponse;
import chat.charla.v1.TimelineState;
import chat.charla.v1.User;
import chat.charla.v1.UserKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A user of a moderated room: an account with a stream and a second session, or a guest. It checks
 * what its stream delivers, which of its messages are refused, and that the state that the client
 * library folds is the one that the server returns.
 */
final class ModeratedUser extends SimulatedUser {
  private static final Credential PASSWORD =
      Credential.newBuilder().setPassword("correct horse battery").build();

  /** Users with many pending messages send no further ones, because slow mode delays them. */
  private static final int MAX_PENDING = 4;

  private final String name;
  private final String room;
  private final boolean account;
  private final Random random;
  private final Truth truth;
  private final RoomHistory history;
  private final RoomAnswers answers;
  private final SimulatedTransport transport;
  private final ChatClient client;
  private final Received received;
  private final RoomFold fold = new RoomFold();
  private final RepeatedCalls calls;
  private final String registration;
  private final String login;
  private final Map<PendingMessage, Long> pending = new HashMap<>();

  private String id = "";
  private String token = "";
  private String secondToken = "";
  private boolean registered;
  private boolean calling;
  private boolean entering;
  private boolean leaving;
  private int unanswered;

  /** The head of the room when the last request to enter was answered. */
  private long enteredAt;

  /** The last change of the room that the stream has delivered. */
  private long knownChange;

  /**
   * What the stream still has to deliver of a room from which the user was removed; 0 if nothing.
   */
  private long removedAt;

  ModeratedUser(
      String name,
      String room,
      boolean account,
      Random random,
      Truth truth,
      RoomHistory history,
      RoomAnswers answers,
      SimulatedTransport transport,
      Scheduler scheduler) {
    super(truth);
    this.name = name;
    this.room = room;
    this.account = account;
    this.random = random;
    this.truth = truth;
    this.history = history;
    this.answers = answers;
    this.transport = transport;
    this.received = new Received(() -> name);
    this.calls = new RepeatedCalls(truth, scheduler);
    this.registration = newId(random);
    this.login = newId(random);
    this.client = new ChatClient(transport, scheduler, options(name, random, scheduler), this);
    client.start();
  }

  @Override
  String name() {
    return name;
  }

  String id() {
    return id;
  }

  User user() {
    return User.newBuilder()
        .setId(id)
        .setName(name)
        .setKind(account ? UserKind.USER_KIND_ACCOUNT : UserKind.USER_KIND_GUEST)
        .build();
  }

  /** The token of one of the sessions; empty if the user has not joined. */
  String anyToken() {
    return secondToken.isEmpty() || random.nextBoolean() ? token : secondToken;
  }

  SimulatedTransport transport() {
    return transport;
  }

  ChatClient client() {
    return client;
  }

  /** Whether the user has all its sessions. */
  boolean isReady() {
    return !id.isEmpty() && (!account || !secondToken.isEmpty());
  }

  /** Whether nothing is in progress. */
  boolean hasAnswers() {
    return isReady()
        && client.state().kind() == ConnectionState.Kind.ONLINE
        && pending.isEmpty()
        && unanswered == 0
        && !entering
        && !leaving;
  }

  /**
   * The head of the room at the last answer to a request to enter, as {@link RoomRules} wants it.
   */
  long lastEntered() {
    return entering ? Long.MAX_VALUE : enteredAt;
  }

  boolean isIn() {
    return received.rooms().contains(room);
  }

  /** Takes the next step towards {@link #isReady}. */
  void prepare() {
    if (id.isEmpty() || calling || isReady()) {
      return;
    }
    calling = true;
    if (!registered) {
      transport.unary(
          AccountServiceGrpc.getRegisterMethod(),
          RegisterRequest.newBuilder().setCredential(PASSWORD).setRequestId(registration).build(),
          token,
          RepeatedCalls.answer(
              response -> {
                calling = false;
                registered = true;
              },
              failure -> triedLater()));
    } else {
      transport.unary(
          AccountServiceGrpc.getLogInMethod(),
          LogInRequest.newBuilder()
              .setName(name)
              .setCredential(PASSWORD)
              .setRequestId(login)
              .build(),
          null,
          RepeatedCalls.answer(
              response -> {
                calling = false;
                secondToken = response.getJoined().getSessionToken();
              },
              failure -> triedLater()));
    }
  }

  private void triedLater() {
    calls.later(() -> calling = false);
  }

  void enter() {
    if (!entering && !leaving) {
      entering = true;
      client.enterRoom(room);
    }
  }

  void leave() {
    if (!entering && !leaving && isIn()) {
      leaving = true;
      client.leaveRoom(room);
    }
  }

  /** Posts a message, by the stream or by the second session. */
  void say() {
    if (secondToken.isEmpty() || random.nextBoolean()) {
      sayByStream();
    } else {
      sayBySecondSession();
    }
  }

  /** Posts a message by each session at once. */
  void sayByAll() {
    sayByStream();
    if (!secondToken.isEmpty()) {
      sayBySecondSession();
    }
  }

  private void sayByStream() {
    if (pending.size() < MAX_PENDING) {
      long head = head();
      pending.put(client.send(Target.room(room), name + " says " + newId(random)), head);
    }
  }

  private void sayBySecondSession() {
    String text = name + " says " + newId(random);
    SendMessageRequest request =
        SendMessageRequest.newBuilder()
            .setRoom(room)
            .setClientMessageId(newId(random))
            .setText(text)
            .build();
    long head = head();
    unanswered++;
    transport.sendMessage(
        request,
        secondToken,
        RepeatedCalls.answer(
            (SendMessageResponse response) -> {
              unanswered--;
              acknowledged(response, request.getClientMessageId(), text);
            },
            failure -> {
              unanswered--;
              if (!calls.isTransient(failure)) {
                refused(failure.reason(), request.getClientMessageId(), head);
              }
            }));
  }

  /** Asks for the state of the room, and compares it with the history. */
  void askRoom() {
    if (isIn() && fold.needsAnswer()) {
      fold.ask();
      askRoom(
          token,
          RepeatedCalls.answer(response -> fold.answered(response, id), failure -> fold.failed()));
    } else {
      askRoom(anyToken(), RepeatedCalls.answer(response -> {}, failure -> {}));
    }
  }

  private void askRoom(String by, Answer<GetRoomResponse> then) {
    long known = knownChange;
    unanswered++;
    transport.unary(
        RoomServiceGrpc.getGetRoomMethod(),
        GetRoomRequest.newBuilder().setRoom(room).build(),
        by,
        RepeatedCalls.answer(
            response -> {
              unanswered--;
              answers.requireStateOfHistory(response, id, known);
              then.onSuccess(response);
            },
            failure -> {
              unanswered--;
              require(
                  calls.isTransient(failure)
                      || failure.reason() == ErrorReason.ERROR_REASON_ROOM_NOT_FOUND,
                  "%s cannot ask for the room: %s",
                  name,
                  failure);
              then.onFailure(failure);
            }));
  }

  /** Requires that the client's fold is the present state; there must be no changes meanwhile. */
  void requireFolded() {
    require(removedAt == 0, "%s has not received %s, which removed it", name, removedAt);
    received.requireUpToDate(of -> truth.head(timeline(of)));
    RoomState state = fold.state();
    require(!isIn() || state != null, "%s does not know the room", name);
    if (state != null && isIn()) {
      answers.requireSame(state.settings(), history.last().settings());
      answers.requireSame(state.self(), history.last(), id);
      for (String other : history.last().members().keySet()) {
        if (!other.equals(id)) {
          answers.requireKnown(state.member(other), history.last(), other);
        }
      }
    }
  }

  private long head() {
    history.observe();
    return history.head();
  }

  private TimelineId timeline(String of) {
    return of.isEmpty() ? TimelineId.inbox(id) : TimelineId.room(of);
  }

  @Override
  public void onJoined(JoinResponse response) {
    id = response.getSelf().getId();
    token = response.getSessionToken();
    require(response.getSelf().getName().equals(name), "%s is %s", name, response);
  }

  @Override
  public void onReady(Ready ready) {
    received.ready(ready);
    removedAt = 0;
    if (!isIn()) {
      fold.forget();
    }
    history.observe();
    for (TimelineState state : ready.getTimelinesList()) {
      if (state.getRoom().equals(room)) {
        answers.requireIn(id, lastEntered(), state.getHeadSequence());
      }
    }
  }

  @Override
  public void onEvent(Event event) {
    received.event(event);
    if (event.getSequence() == 0) {
      return;
    }
    truth.shown(timeline(event.getRoom()), event);
    if (event.getRoom().equals(room)) {
      history.observe();
      if (event.hasRoomChanged() || event.hasMemberChanged()) {
        knownChange = event.getSequence();
      }
      if (event.getSequence() == removedAt) {
        removedAt = 0;
      }
      if (isIn()) {
        fold.take(event);
      }
    }
  }

  @Override
  public void onGap(Gap gap) {
    received.gap(gap);
    fold.take(gap);
  }

  @Override
  public void onRoomEntered(RoomEntered entered) {
    received.entered(entered);
    if (entered.getTimeline().getRoom().equals(room)) {
      entering = false;
      enteredAt = head();
      removedAt = 0;
    }
  }

  @Override
  public void onRoomRefused(String refused, Error error) {
    require(refused.equals(room), "%s is refused %s: %s", name, refused, error);
    if (entering) {
      answers.requireMayNotEnter(error.getReason(), id, account);
    }
    entering = false;
    leaving = false;
    enteredAt = head();
  }

  @Override
  public void onRoomLeft(RoomLeft left) {
    boolean wasIn = isIn();
    received.left(left);
    leaving = false;
    fold.forget();
    long position = received.positions().getOrDefault(room, 0L);
    removedAt = wasIn && left.getLastSequence() > position ? left.getLastSequence() : 0;
  }

  @Override
  public void onRoomLeftElsewhere(RoomLeft left) {
    history.observe();
    answers.requireRemoval(left, id);
    onRoomLeft(left);
  }

  @Override
  public void onMessageSettled(PendingMessage message) {
    Long head = pending.remove(message);
    require(head != null, "%s settles %s twice", name, message);
    SendMessageResponse response = message.response();
    if (message.status() == PendingMessage.Status.SENT && response != null) {
      acknowledged(response, message.clientMessageId(), message.text());
    } else if (message.refusal() != null && head != null) {
      refused(message.refusal().error().getReason(), message.clientMessageId(), head);
    }
  }

  private void acknowledged(SendMessageResponse response, String messageId, String text) {
    truth.acknowledged(TimelineId.room(room), response.getSequence(), id, messageId, text, "");
    history.observe();
  }

  private void refused(ErrorReason reason, String messageId, long head) {
    truth.refused(id, messageId);
    answers.requireMayNotPost(reason, id, head);
  }

  /** The messages that are not settled; for explanations. */
  private List<PendingMessage> messages() {
    return new ArrayList<>(pending.keySet());
  }

  @Override
  public String toString() {
    return "%s %s %s, entering %s, leaving %s, %s calls, waits for %s"
        .formatted(name, id, client.state(), entering, leaving, unanswered, messages());
  }
}
