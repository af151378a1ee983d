package chat.charla.server.simulation;

import static chat.charla.server.simulation.Truth.require;

import chat.charla.client.Answer;
import chat.charla.client.CallFailure;
import chat.charla.client.ChatClient;
import chat.charla.client.ConnectionState;
import chat.charla.client.PendingMessage;
import chat.charla.client.Refusal;
import chat.charla.client.Scheduler;
import chat.charla.client.StopReason;
import chat.charla.client.StreamHandle;
import chat.charla.client.StreamListener;
import chat.charla.client.Target;
import chat.charla.server.log.TimelineId;
import chat.charla.v1.CaughtUp;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.EnterRoom;
import chat.charla.v1.Error;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.Open;
import chat.charla.v1.Ready;
import chat.charla.v1.RoomEntered;
import chat.charla.v1.RoomLeft;
import chat.charla.v1.SendMessageResponse;
import chat.charla.v1.User;
import chat.charla.v1.WhoAmIResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A user of the real client library that reports every broken promise. */
final class Person extends SimulatedUser {
  private String name;
  private final Random random;
  private final Truth truth;
  private final SimulatedTransport transport;
  private final Scheduler scheduler;
  private final ChatClient client;
  private final Received received = new Received(this::name);

  /**
   * The rooms that this person wants to be in: it has asked to enter them, and has not asked to
   * leave them since. Rooms that a unary call was changing at that time are left out, because the
   * call may have left them later.
   */
  private final Set<String> wanted = new HashSet<>(Set.of("lobby"));

  private final RoomCalls roomCalls;
  private final List<PendingMessage> sent = new ArrayList<>();

  /** The messages to rooms that were in {@link #wanted} when the messages were sent. */
  private final Set<PendingMessage> sentAsMember = new HashSet<>();

  private String id = "";
  private String token = "";
  private @Nullable ShownPresence shown;
  private int settled;
  private boolean nameAsked;

  Person(
      String name, Random random, Truth truth, SimulatedTransport transport, Scheduler scheduler) {
    super(truth);
    this.name = name;
    this.random = random;
    this.truth = truth;
    this.transport = transport;
    this.scheduler = scheduler;
    this.roomCalls = new RoomCalls(truth, transport, scheduler, this::name, () -> token);
    this.client = new ChatClient(transport, scheduler, options(name, random, scheduler), this);
    truth.asksFor(this, name);
    client.start();
  }

  @Override
  String name() {
    return name;
  }

  String id() {
    return id;
  }

  SimulatedTransport transport() {
    return transport;
  }

  ChatClient client() {
    return client;
  }

  boolean hasJoined() {
    return !id.isEmpty();
  }

  boolean online() {
    return client.state().kind() == ConnectionState.Kind.ONLINE;
  }

  boolean nothingPending() {
    return settled == sent.size() && roomCalls.areKnown();
  }

  Set<String> rooms() {
    return received.rooms();
  }

  void say(Target target, String text) {
    PendingMessage message = client.send(target, text);
    sent.add(message);
    truth.sent(message.clientMessageId());
    if (target.kind() == Target.Kind.ROOM && wanted.contains(target.value())) {
      sentAsMember.add(message);
    } else if (target.kind() != Target.Kind.USER_ID) {
      // Until the message is retried, the author may not be a member, or no user may have the name.
      truth.mayBeRefused(message.clientMessageId());
    }
  }

  void enter(String room) {
    if (!roomCalls.isChanging(room)) {
      wanted.add(room);
    }
    client.enterRoom(room);
  }

  /** Enters a room by a unary call, which is repeated until its outcome is known. */
  void enterByCall(String room) {
    if (hasJoined() && !roomCalls.isChanging(room)) {
      roomCalls.enter(room);
    }
  }

  /** Leaves a room by a unary call, which is repeated until its outcome is known. */
  void leaveByCall(String room) {
    if (hasJoined() && !roomCalls.isChanging(room)) {
      mayBeOutside(room);
      roomCalls.leave(room);
    }
  }

  /** Enters, by the stream, the rooms that only calls have entered. */
  void enterRoomsOfCalls() {
    for (String room : truth.answers().rooms(id)) {
      if (!rooms().contains(room)) {
        require(
            roomCalls.haveEntered(room), "%s is not told that it is a member of %s", name, room);
        enter(room);
      }
    }
  }

  /** Passes events about presence to this object from now on. */
  void watch(ShownPresence presence) {
    shown = presence;
  }

  /** Asks for another name, by a Join with its token. */
  void rename(String wanted) {
    if (!hasJoined()) {
      return;
    }
    truth.asksFor(this, wanted);
    client.useName(wanted);
  }

  /** Asks for this name, on its own stream or elsewhere. */
  void rename(String name, boolean elsewhere) {
    if (elsewhere) {
      renameElsewhere(name);
    } else {
      rename(name);
    }
  }

  /** Asks for a name once, as another program with the same token. */
  void renameElsewhere(String wanted) {
    if (!hasJoined()) {
      return;
    }
    truth.asksFor(this, wanted);
    transport.join(
        JoinRequest.newBuilder().setName(wanted).build(),
        token,
        new Answer<>() {
          @Override
          public void onSuccess(JoinResponse response) {
            name = response.getSelf().getName();
          }

          @Override
          public void onFailure(CallFailure failure) {}
        });
  }

  /** Asks the server for this person's name, because the answer to a rename may have been lost. */
  void askName() {
    nameAsked = true;
    client.whoAmI(
        new Answer<>() {
          @Override
          public void onSuccess(WhoAmIResponse response) {
            name = response.getSelf().getName();
            nameAsked = false;
          }

          @Override
          public void onFailure(CallFailure failure) {
            throw new AssertionError(name + " gets no answer to WhoAmI: " + failure);
          }
        });
  }

  boolean knowsName() {
    return !nameAsked;
  }

  /** Enters a room as another program with the same token, which ends before it gets an answer. */
  void enterElsewhere(String room) {
    if (!online()) {
      return;
    }
    StreamHandle stream =
        transport.converse(
            token,
            new StreamListener() {
              @Override
              public void onFrame(ConverseResponse frame) {}

              @Override
              public void onClosed(@Nullable CallFailure reason) {}
            });
    long number = scheduler.nanoTime() / 1_000_000 + 1;
    stream.send(
        ConverseRequest.newBuilder().setOpen(Open.newBuilder().setStreamNumber(number)).build());
    stream.send(
        ConverseRequest.newBuilder()
            .setRequestId("elsewhere")
            .setEnterRoom(EnterRoom.newBuilder().setRoom(room))
            .build());
  }

  void leave(String room) {
    wanted.remove(room);
    client.leaveRoom(room);
  }

  /** Repeats a message that has been answered; see {@link RepeatedSend}. */
  void repeatAMessage() {
    List<PendingMessage> done =
        sent.stream().filter(message -> message.status() == PendingMessage.Status.SENT).toList();
    if (!done.isEmpty()) {
      PendingMessage message = done.get(random.nextInt(done.size()));
      boolean altered = random.nextInt(4) == 0;
      new RepeatedSend(truth, name, message, response(message), altered).send(transport, token);
    }
  }

  /** Everything posted to this person's rooms and inbox must have been delivered. */
  void requireUpToDate() {
    Set<String> onDisk = truth.answers().rooms(id);
    require(
        rooms().equals(onDisk),
        "%s is told the rooms %s, on disk they are %s",
        name,
        rooms(),
        onDisk);
    String nameOnDisk = truth.answers().name(id);
    require(name.equals(nameOnDisk), "%s is named %s on disk", name, nameOnDisk);
    received.requireUpToDate(room -> truth.head(timeline(room)));
  }

  @Override
  public void onRenamed(User self) {
    name = self.getName();
  }

  /** If the name is taken, uses the suggested name. */
  @Override
  public void onState(ConnectionState state) {
    if (state.stopReason() == StopReason.SUPERSEDED) {
      client.start();
    }
    String suggested = state.suggestedName();
    if (suggested != null) {
      truth.refusedName(this);
      name = suggested;
      truth.asksFor(this, name);
      client.useName(suggested);
    }
  }

  @Override
  public void onJoined(JoinResponse response) {
    require(
        id.isEmpty() || id.equals(response.getSelf().getId()),
        "%s was %s and is now %s",
        name,
        id,
        response.getSelf().getId());
    id = response.getSelf().getId();
    token = response.getSessionToken();
  }

  @Override
  public void onReady(Ready ready) {
    name = ready.getSelf().getName();
    received.ready(ready);
  }

  @Override
  public void onEvent(Event event) {
    received.event(event);
    if (event.getSequence() > 0) {
      truth.shown(timeline(event.getRoom()), event);
    } else if (shown != null) {
      shown.event(event);
    }
  }

  @Override
  public void onGap(Gap gap) {
    received.gap(gap);
  }

  @Override
  public void onCaughtUp(CaughtUp caughtUp) {
    if (shown != null && shown.room().equals(caughtUp.getRoom())) {
      shown.interrupted();
    }
    received.caughtUp(caughtUp);
  }

  @Override
  public void onRoomEntered(RoomEntered entered) {
    received.entered(entered);
  }

  @Override
  public void onRoomLeft(RoomLeft left) {
    received.left(left);
  }

  @Override
  public void onMessageSettled(PendingMessage message) {
    settled++;
    switch (message.status()) {
      case SENT -> {
        SendMessageResponse response = response(message);
        truth.acknowledged(
            timeline(response.getRoom()),
            response.getSequence(),
            id,
            message.clientMessageId(),
            message.text(),
            response.getRecipientId());
      }
      case REFUSED -> {
        Refusal refusal = message.refusal();
        require(
            !sentAsMember.contains(message) || refusal == null || !isOutside(refusal.error()),
            "%s was a member when it sent %s, which is refused as if it had not been",
            name,
            message);
        truth.refused(id, message.clientMessageId());
      }
      case OUTCOME_UNKNOWN, PENDING -> {}
    }
  }

  /**
   * The server has not let this person enter the room. So the person was not a member when it sent
   * its messages to the room.
   */
  @Override
  public void onRoomRefused(String room, Error error) {
    mayBeOutside(room);
  }

  /** From now on, the server may refuse this person's messages to the room, also earlier ones. */
  private void mayBeOutside(String room) {
    wanted.remove(room);
    for (PendingMessage message : List.copyOf(sentAsMember)) {
      if (message.target().value().equals(room)) {
        sentAsMember.remove(message);
        truth.mayBeRefused(message.clientMessageId());
      }
    }
  }

  @Override
  public String toString() {
    List<PendingMessage> pending =
        sent.stream().filter(message -> message.status() == PendingMessage.Status.PENDING).toList();
    return "%s %s %s at %s waits for %s"
        .formatted(name, id, client.state(), received.positions(), pending);
  }

  private static boolean isOutside(Error error) {
    return error.getReason() == ErrorReason.ERROR_REASON_NOT_A_MEMBER
        || error.getReason() == ErrorReason.ERROR_REASON_ROOM_NOT_FOUND;
  }

  private TimelineId timeline(String room) {
    return room.isEmpty() ? TimelineId.inbox(id) : TimelineId.room(room);
  }

  private static SendMessageResponse response(PendingMessage message) {
    SendMessageResponse response = message.response();
    if (response == null) {
      throw new AssertionError("sent without a response: " + message);
    }
    return response;
  }
}
