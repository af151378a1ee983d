package chat.charla.server.rules;

import static chat.charla.server.rules.ScriptedClient.lobby;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.Closing;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.ListRoomsRequest;
import chat.charla.v1.ListRoomsResponse;
import chat.charla.v1.Open;
import chat.charla.v1.Presence;
import chat.charla.v1.RoomEntered;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.SendMessageResponse;
import chat.charla.v1.TimelineState;
import chat.charla.v1.WhoAmIResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * An account may have several sessions. Each has a token and a stream of its own; they share
 * everything else. Ana's sessions are on a laptop and on a phone.
 */
class SeveralSessionsRulesTest {
  private final World world = new World();
  private final ScriptedClient laptop = world.stranger().registered("Ana");
  private final ScriptedClient phone = world.stranger().loggedIn("Ana");
  private final ScriptedClient berta = world.join("Berta");

  @Test
  void bothTokensBelongToTheSameIdentity() {
    WhoAmIResponse byLaptop = laptop.whoAmI().get();

    assertEquals(laptop.user(), byLaptop.getSelf());
    assertEquals(byLaptop, phone.whoAmI().get());
  }

  @Test
  void bothTokensAreValidAfterARestart() {
    world.restart();

    assertEquals(laptop.user(), laptop.whoAmI().get().getSelf());
    assertEquals(laptop.user(), phone.whoAmI().get().getSelf());
  }

  @Test
  void eachSessionHasItsOwnStream() {
    ScriptedStream onLaptop = laptop.online();
    ScriptedStream onPhone = phone.online();

    berta.say("hello");
    berta.call(PrivateMessages.toId("m1", laptop, "a note")).get();
    world.moment();

    for (ScriptedStream stream : List.of(onLaptop, onPhone)) {
      assertTrue(stream.isLive());
      assertEquals(List.of("hello"), stream.texts("lobby"));
      assertEquals(List.of("a note"), stream.texts(""));
    }
  }

  @Test
  void aStreamReplacesOnlyAStreamOfItsOwnSession() {
    ScriptedStream onLaptop = laptop.open(Open.newBuilder().setStreamNumber(7));
    onLaptop.ready();
    ScriptedStream onPhone = phone.open(Open.newBuilder().setStreamNumber(1));
    onPhone.ready();

    ScriptedStream later = phone.open(Open.newBuilder().setStreamNumber(2));
    later.ready();

    onPhone.ends(ErrorReason.ERROR_REASON_STREAM_SUPERSEDED, Closing.Action.ACTION_STOP);
    assertTrue(onLaptop.isLive());
    assertTrue(later.isLive());
  }

  @Test
  void whatOneSessionSendsTheOtherReceivesLikeAnyReader() {
    ScriptedStream onLaptop = laptop.online();
    ScriptedStream onPhone = phone.online();

    onLaptop.post("sent", lobby("m1", "hello"));
    onLaptop.result("sent");
    world.moment();

    assertEquals(onLaptop.durable("lobby"), onPhone.durable("lobby"));
    assertEquals(List.of("hello"), onPhone.texts("lobby"));
    assertEquals(-1, onPhone.index(frame -> frame.hasResult()), "no result of another session");
  }

  @Test
  void oneSessionRepeatsTheSendOfTheOther() {
    SendMessageResponse first = laptop.call(lobby("m1", "hello")).get();

    SendMessageResponse again = phone.call(lobby("m1", "hello")).get();

    assertTrue(again.getDuplicate());
    assertEquals(first.getSequence(), again.getSequence());
    phone.call(lobby("m1", "bye")).refused(ErrorReason.ERROR_REASON_MESSAGE_ID_REUSED);
  }

  @Test
  void theFirstStreamMakesTheIdentityPresentAndTheLastOneLeavesItReconnecting() {
    ScriptedStream watching = berta.online();
    ScriptedStream onLaptop = laptop.online();
    ScriptedStream onPhone = phone.online();
    assertEquals(List.of("USER_JOINED Ana"), watching.describeEphemeral("lobby"));
    watching.forget();

    onLaptop.cut();
    world.pass(World.LOSS_DELAY.plus(World.LEASE));
    assertEquals(List.of(), watching.describeEphemeral("lobby"));
    assertEquals(Presence.PRESENCE_ONLINE, berta.present().get("Ana"));

    onPhone.cut();
    world.pass(World.LOSS_DELAY.plusSeconds(1));
    assertEquals(List.of("USER_RECONNECTING Ana"), watching.describeEphemeral("lobby"));

    world.pass(World.LEASE);
    assertEquals(
        List.of("USER_RECONNECTING Ana", "USER_LEFT Ana"), watching.describeEphemeral("lobby"));
  }

  @Test
  void theIdentityIsConnectedAgainByAStreamOfAnotherSession() {
    ScriptedStream watching = berta.online();
    laptop.online().cut();
    world.pass(World.LOSS_DELAY.plusSeconds(1));
    watching.forget();

    phone.online();

    assertEquals(List.of("USER_BACK Ana"), watching.describeEphemeral("lobby"));
  }

  @Test
  void aRoomThatOneSessionEntersIsInTheNextReadyOfTheOther() {
    ScriptedStream onPhone = phone.online();
    laptop.online().entered("kitchen");
    laptop.call(kitchen("first")).get();
    world.moment();
    assertEquals(List.of(), onPhone.texts("kitchen"));

    ScriptedStream next = phone.online();

    assertEquals(0, next.timeline("kitchen").getResumeAfter());
    assertEquals(List.of("first"), next.texts("kitchen"));
  }

  @Test
  void aSessionMayEnterTheRoomThatTheOtherIsIn() {
    ScriptedStream onPhone = phone.online();
    laptop.online().entered("kitchen");
    laptop.call(kitchen("first")).get();

    onPhone.enter("e", "kitchen");
    RoomEntered entered = onPhone.result("e").getRoomEntered();
    world.moment();

    assertFalse(entered.getAlreadyMember());
    assertEquals(List.of("first"), onPhone.texts("kitchen"));
  }

  @Test
  void ifOneSessionLeavesARoomTheOtherIsToldAndGetsNothingMoreFromTheRoom() {
    ScriptedStream onLaptop = laptop.online();
    ScriptedStream onPhone = phone.online();
    onLaptop.entered("kitchen");
    onPhone.entered("kitchen");
    berta.enter("kitchen").get();
    laptop.call(kitchen("before")).get();

    onLaptop.leave("l", "kitchen");
    long last = onLaptop.result("l").getRoomLeft().getLastSequence();
    berta.call(kitchen("after")).get();
    world.moment();

    assertEquals(List.of(onLaptop.result("l").getRoomLeft()), onPhone.leftElsewhere());
    assertEquals(List.of(), onLaptop.leftElsewhere());
    assertEquals(1, last);
    assertEquals(List.of("before"), onPhone.texts("kitchen"));
    onPhone.post("p", kitchen("too late"));
    onPhone.refused("p", ErrorReason.ERROR_REASON_NOT_A_MEMBER);
  }

  /** Ready lists the rooms of the identity. */
  @Test
  void readyWaitsForTheRoomThatTheOtherSessionEnters() {
    ScriptedStream onLaptop = laptop.online();
    berta.enter("kitchen").get();
    world.faults().maxDelay(World.SLOW_DISK);
    onLaptop.enter("e", "kitchen");
    world.pass(World.ARRIVAL);

    ScriptedStream onPhone = phone.open(Open.newBuilder());

    assertEquals(
        List.of("", "kitchen", "lobby"),
        onPhone.ready().getTimelinesList().stream().map(TimelineState::getRoom).toList());
  }

  @Test
  void theIdentityIsReconnectingAfterARestartIfOneOfItsSessionsHadAStream() {
    laptop.online().cut();
    phone.online();
    world.pass(Duration.ofMinutes(5));

    world.restart();

    assertEquals(Map.of("Ana", Presence.PRESENCE_RECONNECTING), berta.present());
    laptop.online();
    assertEquals(Map.of("Ana", Presence.PRESENCE_ONLINE), berta.present());
  }

  @Test
  void aDrainEndsTheStreamsOfAllSessions() {
    ScriptedStream onLaptop = laptop.online();
    ScriptedStream onPhone = phone.online();

    world.server().drain();

    onLaptop.ends(ErrorReason.ERROR_REASON_SERVER_DRAINING, Closing.Action.ACTION_RESUME);
    onPhone.ends(ErrorReason.ERROR_REASON_SERVER_DRAINING, Closing.Action.ACTION_RESUME);
  }

  @Test
  void aPageTokenIsValidForItsSessionOnly() {
    laptop.enter("kitchen").get();
    ListRoomsRequest first = ListRoomsRequest.newBuilder().setPageSize(1).build();
    ListRoomsResponse page = laptop.call(first).get();
    ListRoomsRequest next = first.toBuilder().setPageToken(page.getNextPageToken()).build();

    phone.call(next).refused(ErrorReason.ERROR_REASON_PAGE_TOKEN_INVALID);
    assertEquals(1, laptop.call(next).get().getRoomsCount());
  }

  private static SendMessageRequest kitchen(String text) {
    return lobby("", text).toBuilder().setRoom("kitchen").build();
  }
}
