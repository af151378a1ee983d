package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.client.CallFailure;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.ExecuteResponse;
import chat.charla.v1.Open;
import chat.charla.v1.RoomEntered;
import chat.charla.v1.RoomLeft;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.SendMessageResponse;
import chat.charla.v1.TimelineState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Commands without a stream: the same rules as on a stream, and no presence. */
class ExecuteRulesTest {
  private final World world = new World();
  private final ScriptedClient script = world.join("Script");

  @Test
  void aScriptEntersPostsAndLeavesUnnoticed() {
    ScriptedStream cook = cook();

    RoomEntered entered = script.enter("Kitchen").get().getResult().getRoomEntered();
    SendMessageResponse sent =
        script.execute(sending("m1", "hello")).get().getResult().getMessageSent();
    assertEquals(List.of("hello"), script.history("kitchen"));
    long last = script.leave("kitchen").get().getResult().getRoomLeft().getLastSequence();
    world.moment();

    assertEquals("kitchen", entered.getTimeline().getRoom());
    assertFalse(entered.getAlreadyMember());
    assertEquals(0, entered.getTimeline().getResumeAfter());
    assertEquals(1, sent.getSequence());
    assertEquals(1, last);
    assertEquals(List.of("hello"), cook.texts("kitchen"));
    assertEquals(List.of(), announcements(cook));
    assertFalse(script.present().containsKey("Script"));
    assertEquals(List.of("lobby"), script.whoAmI().get().getRoomsList());
  }

  @Test
  void enteringAgainChangesNothing() {
    script.enter("kitchen").get();

    assertTrue(
        script.enter("KITCHEN").get().getResult().getRoomEntered().getAlreadyMember(),
        "a member has entered already");
  }

  @Test
  void theNextStreamHasARoomThatACallEntered() {
    script.enter("kitchen").get();
    script.execute(sending("m1", "hello")).get();

    ScriptedStream stream = script.open(Open.newBuilder());

    assertEquals(0, stream.timeline("kitchen").getResumeAfter());
    world.moment();
    assertEquals(List.of("hello"), stream.texts("kitchen"));
  }

  @Test
  void anOpenStreamDeliversARoomThatACallEnteredAfterTheStreamEntersIt() {
    ScriptedStream stream = script.online();
    script.enter("kitchen").get();
    script.execute(sending("m1", "before")).get();
    world.moment();
    assertEquals(List.of(), stream.texts("kitchen"));

    stream.enter("e", "kitchen");
    RoomEntered entered = stream.result("e").getRoomEntered();
    world.moment();

    assertFalse(entered.getAlreadyMember());
    assertEquals(List.of("before"), stream.texts("kitchen"));
  }

  @Test
  void anOpenStreamDeliversEventsUntilACallLeavesTheRoom() {
    ScriptedStream cook = cook();
    ScriptedStream stream = script.online();
    stream.enter("e", "kitchen");
    stream.result("e");
    cook.post("1", kitchen("", "1"));
    cook.result("1");

    long last = script.leave("kitchen").get().getResult().getRoomLeft().getLastSequence();
    cook.post("2", kitchen("", "2"));
    cook.result("2");
    world.moment();

    assertEquals(1, last);
    assertEquals(List.of("1"), stream.texts("kitchen"));
  }

  @Test
  void anOpenStreamIsToldThatACallHasLeftARoomThatItDelivers() {
    ScriptedStream stream = script.online();
    stream.enter("e", "kitchen");
    stream.result("e");

    RoomLeft left = script.leave("kitchen").get().getResult().getRoomLeft();
    world.moment();

    assertEquals(List.of(left), stream.leftElsewhere());
    assertTrue(stream.leaves("lobby"));
    assertEquals(
        List.of(left), stream.leftElsewhere(), "the stream's own command is answered once");
  }

  @Test
  void anOpenStreamIsNotToldAboutARoomThatItDoesNotDeliver() {
    ScriptedStream stream = script.online();
    script.enter("kitchen").get();

    script.leave("kitchen").get();
    world.moment();

    assertEquals(List.of(), stream.leftElsewhere());
  }

  @Test
  void enteringByACallIsAnnouncedIfTheIdentityIsPresent() {
    ScriptedStream cook = cook();
    script.online();

    script.enter("kitchen").get();
    world.moment();

    assertEquals(List.of("USER_JOINED Script"), announcements(cook));
  }

  @Test
  void aRepeatedSendGetsTheFirstAnswerAndPostsNothing() {
    script.enter("kitchen").get();
    SendMessageResponse first =
        script.execute(sending("m1", "hello")).get().getResult().getMessageSent();

    SendMessageResponse again =
        script.execute(sending("m1", "hello")).get().getResult().getMessageSent();
    SendMessageResponse byTheOtherCall = script.call(kitchen("m1", "hello")).get();

    assertEquals(first.toBuilder().setDuplicate(true).build(), again);
    assertEquals(again, byTheOtherCall);
  }

  @Test
  void aRefusedCommandHasTheSameReasonAsOnAStream() {
    cook();
    script.leave("nowhere").refused(ErrorReason.ERROR_REASON_ROOM_NOT_FOUND);
    script.leave("kitchen").refused(ErrorReason.ERROR_REASON_NOT_A_MEMBER);
    script.enter("no spaces").refused(ErrorReason.ERROR_REASON_ROOM_NAME_INVALID);
    script.execute(sending("", "")).refused(ErrorReason.ERROR_REASON_MESSAGE_EMPTY);
    script.execute(sending("", "hello")).refused(ErrorReason.ERROR_REASON_NOT_A_MEMBER);
    script.execute(ConverseRequest.newBuilder()).refused(ErrorReason.ERROR_REASON_COMMAND_UNKNOWN);
    CallFailure open =
        script
            .execute(ConverseRequest.newBuilder().setOpen(Open.getDefaultInstance()))
            .refused(ErrorReason.ERROR_REASON_ARGUMENT_INVALID);
    assertEquals("command.open", open.field());
    world.stranger().enter("kitchen").refused(ErrorReason.ERROR_REASON_SESSION_MISSING);
  }

  @Test
  void aDrainingServerRefusesCommands() {
    world.server().drain();
    script.enter("kitchen").refused(ErrorReason.ERROR_REASON_SERVER_DRAINING);
  }

  @Test
  void callsRenewTheLeaseAndWithoutANameNoRoomCanBeEntered() {
    for (int i = 0; i < 3; i++) {
      world.pass(World.LEASE.minusSeconds(1));
      script.leave("nowhere").refused(ErrorReason.ERROR_REASON_ROOM_NOT_FOUND);
    }
    world.stranger().nameTaken("Script");
    world.pass(World.LEASE.plusSeconds(1));
    world.join("Script");

    script.enter("kitchen").refused(ErrorReason.ERROR_REASON_NAME_LOST);
  }

  /**
   * If the changes were made at the same time, the record of the identity would never be settled.
   */
  @Test
  void changesOfRoomsByManyCallsAreMadeOneAfterTheOther() {
    world.faults().maxDelay(World.SLOW_DISK);
    List<Reply<ExecuteResponse>> replies = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      replies.add(script.enter("room-" + i));
    }

    world.pass(Duration.ofMinutes(1));

    replies.forEach(reply -> assertTrue(reply.succeeds()));
    assertEquals(21, script.whoAmI().get().getRoomsCount());
  }

  /** The stream waits for the changes before it, but not for later ones. */
  @Test
  void aStreamOpensBetweenTheChangesOfManyCalls() {
    world.faults().maxDelay(World.SLOW_DISK);
    List<Reply<ExecuteResponse>> before = enterRooms("before-");
    world.pass(World.ARRIVAL);
    ScriptedStream stream = script.open(Open.newBuilder());
    world.pass(World.ARRIVAL);
    List<Reply<ExecuteResponse>> after = enterRooms("after-");

    world.pass(Duration.ofMinutes(1));

    before.forEach(reply -> assertTrue(reply.succeeds()));
    after.forEach(reply -> assertTrue(reply.succeeds()));
    List<String> rooms =
        stream.ready().getTimelinesList().stream().map(TimelineState::getRoom).toList();
    assertTrue(rooms.contains("before-9"), rooms::toString);
    assertFalse(rooms.contains("after-0"), rooms::toString);
  }

  private List<Reply<ExecuteResponse>> enterRooms(String prefix) {
    List<Reply<ExecuteResponse>> replies = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      replies.add(script.enter(prefix + i));
    }
    return replies;
  }

  @Test
  void aStreamThatEndsBeforeItsTurnHoldsUpNoChange() {
    world.faults().maxDelay(World.SLOW_DISK);
    List<Reply<ExecuteResponse>> before = enterRooms("before-");
    world.pass(World.ARRIVAL);
    ScriptedStream stream = script.open(Open.newBuilder());
    world.pass(World.ARRIVAL);
    stream.cancel();
    List<Reply<ExecuteResponse>> after = enterRooms("after-");

    world.pass(Duration.ofMinutes(1));

    before.forEach(reply -> assertTrue(reply.succeeds()));
    after.forEach(reply -> assertTrue(reply.succeeds()));
  }

  @Test
  void streamsThatEndBeforeTheirTurnAreForgotten() {
    world.faults().maxDelay(World.SLOW_DISK);
    List<Reply<ExecuteResponse>> replies = enterRooms("before-");
    world.pass(World.ARRIVAL);
    for (int i = 0; i < 60; i++) {
      script.open(Open.newBuilder()); // Ends the stream before.
    }
    world.pass(World.ARRIVAL);
    replies.addAll(enterRooms("after-"));

    world.pass(Duration.ofMinutes(1));

    replies.forEach(reply -> assertTrue(reply.succeeds()));
  }

  @Test
  void ofVeryManyChangesSomeAreRefused() {
    // All changes must be made before the lease of the name ends.
    world.faults().maxDelay(Duration.ofMillis(150));
    List<Reply<ExecuteResponse>> replies = new ArrayList<>();
    for (int i = 0; i < 70; i++) {
      replies.add(script.enter("room-" + i));
    }
    world.pass(World.LEASE.minusSeconds(1));

    List<Reply<ExecuteResponse>> refused =
        replies.stream().filter(reply -> !reply.succeeds()).toList();
    assertEquals(5, refused.size());
    refused.forEach(reply -> reply.refused(ErrorReason.ERROR_REASON_RATE_LIMITED));
  }

  @Test
  void aChangeThatWaitsWhenTheIdentityEndsIsRefused() {
    world.faults().maxDelay(World.SLOW_DISK);
    script.enter("kitchen");
    world.pass(World.ARRIVAL);
    Reply<ExecuteResponse> waiting = script.enter("garden");
    world.pass(World.ARRIVAL);

    script.leave();
    world.pass(Duration.ofSeconds(10));

    waiting.refused(ErrorReason.ERROR_REASON_SESSION_ENDED);
  }

  @Test
  void aFailedChangeDoesNotBlockTheNext() {
    world.breakDisk(false);
    script.enter("kitchen").refused(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
    world.repairDiskAndWait();

    assertFalse(script.enter("kitchen").get().getResult().getRoomEntered().getAlreadyMember());
  }

  /** Cook is in the kitchen, with an open stream. */
  private ScriptedStream cook() {
    ScriptedStream cook = world.join("Cook").online();
    cook.enter("e", "kitchen");
    cook.result("e");
    return cook;
  }

  /** What a member of the kitchen is told about the script. */
  private static List<String> announcements(ScriptedStream member) {
    return member.describeEphemeral("kitchen").stream()
        .filter(event -> event.endsWith(" Script"))
        .toList();
  }

  private static ConverseRequest.Builder sending(String id, String text) {
    return ConverseRequest.newBuilder().setSendMessage(kitchen(id, text));
  }

  private static SendMessageRequest kitchen(String id, String text) {
    return SendMessageRequest.newBuilder()
        .setRoom("kitchen")
        .setClientMessageId(id)
        .setText(text)
        .build();
  }
}
