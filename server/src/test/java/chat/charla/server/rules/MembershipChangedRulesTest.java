package chat.charla.server.rules;

import static chat.charla.server.rules.ScriptedClient.lobby;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.ConverseResponse;
import chat.charla.v1.MembershipChanged;
import chat.charla.v1.Open;
import chat.charla.v1.RoomEntered;
import chat.charla.v1.RoomLeft;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A stream of edition 1 is told when its identity has entered or left a room by another call or
 * stream, and delivers the room as after its own command.
 */
class MembershipChangedRulesTest {
  private static final Duration STALL = Duration.ofMinutes(1);

  private final World world = new World();
  private final ScriptedClient laptop = world.stranger().registered("Ana");
  private final ScriptedClient phone = world.stranger().loggedIn("Ana");
  private final ScriptedClient cook = world.join("Cook");

  MembershipChangedRulesTest() {
    cook.enter("kitchen").get();
    sayInKitchen("before");
  }

  @Test
  void aRoomThatACallEntersIsDelivered() {
    ScriptedStream stream = ofEdition1(laptop);

    RoomEntered entered = laptop.enter("kitchen").get().getResult().getRoomEntered();
    sayInKitchen("after");

    assertEquals(List.of(entry(entered)), stream.membershipChanges());
    assertEquals(1, entered.getTimeline().getResumeAfter());
    assertEquals(List.of("after"), stream.texts("kitchen"));
    assertEquals(List.of(1L), stream.caughtUp("kitchen"));
    assertTrue(
        stream.index(ConverseResponse::hasMembershipChanged)
            < stream.index(frame -> frame.getCaughtUp().getRoom().equals("kitchen")),
        "the change comes before everything of the room");
  }

  @Test
  void aRoomThatAnotherSessionEntersIsDelivered() {
    ScriptedStream onLaptop = ofEdition1(laptop);
    ScriptedStream onPhone = ofEdition1(phone);

    onPhone.enter("e", "kitchen");
    RoomEntered entered = onPhone.result("e").getRoomEntered();
    sayInKitchen("after");

    assertEquals(List.of(entry(entered)), onLaptop.membershipChanges());
    assertEquals(List.of("after"), onLaptop.texts("kitchen"));
    assertEquals(List.of(), onPhone.membershipChanges(), "the result says it");
    assertEquals(List.of("after"), onPhone.texts("kitchen"));
  }

  @Test
  void aRoomThatIsLeftElsewhereIsDeliveredUpToTheEndOfTheMembership() {
    ScriptedStream onLaptop = ofEdition1(laptop);
    ScriptedStream onPhone = ofEdition1(phone);
    onLaptop.entered("kitchen");
    sayInKitchen("as a member");

    RoomLeft left = phone.leave("kitchen").get().getResult().getRoomLeft();
    sayInKitchen("afterwards");

    for (ScriptedStream stream : List.of(onLaptop, onPhone)) {
      assertEquals(exit(left), stream.membershipChanges().get(stream == onLaptop ? 0 : 1));
      assertEquals(List.of(), stream.leftElsewhere(), "not as a result");
      assertEquals(List.of("as a member"), stream.texts("kitchen"));
    }
  }

  @Test
  void aStreamOfEdition0IsNotToldOfAnEnteredRoom() {
    ScriptedStream stream = laptop.online();

    phone.enter("kitchen").get();
    sayInKitchen("after");

    assertEquals(List.of(), stream.membershipChanges());
    assertEquals(List.of(), stream.texts("kitchen"));
  }

  @Test
  void aRoomThatIsInReadyIsNotReportedAgain() {
    world.faults().maxDelay(World.SLOW_DISK);
    Reply<?> entering = phone.enter("kitchen");
    world.pass(World.ARRIVAL);

    ScriptedStream stream = ofEdition1(laptop);
    entering.get();
    world.pass(World.SLOW_DISK);

    assertEquals(1, stream.timeline("kitchen").getResumeAfter());
    assertEquals(List.of(), stream.membershipChanges());
  }

  @Test
  void aStreamMayEnterARoomThatIsEnteredAlready() {
    ScriptedStream stream = ofEdition1(laptop);
    phone.enter("kitchen").get();

    stream.enter("e", "kitchen");
    sayInKitchen("after");

    assertTrue(stream.result("e").getRoomEntered().getAlreadyMember());
    assertEquals(List.of("after"), stream.texts("kitchen"));
  }

  /** The stream delivers the first membership to its end before it tells of the second one. */
  @Test
  void aRoomThatIsLeftAndEnteredAgainIsDeliveredOneMembershipAfterTheOther() {
    ScriptedStream stream = slowMember();
    RoomLeft left = phone.leave("kitchen").get().getResult().getRoomLeft();
    sayInKitchen("not for Ana");

    RoomEntered entered = phone.enter("kitchen").get().getResult().getRoomEntered();
    sayInKitchen("for Ana again");
    world.pass(STALL);

    assertEquals(List.of(describe(exit(left)), describe(entry(entered))), changes(stream));
    List<String> texts = stream.texts("kitchen");
    assertEquals(long500(1), texts.get(0));
    assertEquals(List.of(long500(100), "for Ana again"), texts.subList(99, texts.size()));
  }

  @Test
  void aMembershipThatEndsBeforeTheStreamReportsItIsNotReported() {
    ScriptedStream stream = slowMember();
    RoomLeft left = phone.leave("kitchen").get().getResult().getRoomLeft();
    for (int i = 0; i < 3; i++) {
      phone.enter("kitchen").get();
      sayInKitchen("a short membership");
      phone.leave("kitchen").get();
    }
    world.pass(STALL);

    assertEquals(List.of(exit(left)), stream.membershipChanges());
    assertEquals(100, stream.texts("kitchen").size());
  }

  /** The stream's own command is answered, whatever other calls do meanwhile. */
  @Test
  void aStreamThatEntersARoomAgainIsToldWhenACallLeavesIt() {
    ScriptedStream stream = slowMember();
    phone.leave("kitchen").get();
    stream.enter("e", "kitchen");
    world.moment();
    sayInKitchen("of the second membership");
    RoomLeft second = phone.leave("kitchen").get().getResult().getRoomLeft();
    sayInKitchen("of none");
    RoomEntered third = phone.enter("kitchen").get().getResult().getRoomEntered();
    sayInKitchen("of the third membership");
    world.pass(STALL);

    assertFalse(stream.result("e").getRoomEntered().getAlreadyMember());
    List<String> changes = changes(stream);
    assertEquals(
        List.of(describe(exit(second)), describe(entry(third))),
        changes.subList(1, changes.size()));
    List<String> texts = stream.texts("kitchen");
    assertEquals(
        List.of("of the second membership", "of the third membership"),
        texts.subList(100, texts.size()));
  }

  @Test
  void aMembershipThatTheStreamAlsoEntersMayEndBeforeItIsDelivered() {
    ScriptedStream stream = slowMember();
    RoomLeft first = phone.leave("kitchen").get().getResult().getRoomLeft();
    phone.enter("kitchen").get();
    stream.enter("e", "kitchen");
    world.moment();
    RoomLeft second = phone.leave("kitchen").get().getResult().getRoomLeft();
    sayInKitchen("of none");
    world.pass(STALL);

    assertFalse(stream.result("e").getRoomEntered().getAlreadyMember());
    assertEquals(List.of(exit(first), exit(second)), stream.membershipChanges());
    assertEquals(100, stream.texts("kitchen").size());
  }

  /** A stream of edition 1 that is a member of the kitchen, and has 100 long messages to read. */
  private ScriptedStream slowMember() {
    ScriptedStream stream = ofEdition1(laptop);
    stream.entered("kitchen");
    stream.stall(STALL);
    for (int i = 1; i <= 100; i++) {
      sayInKitchen(long500(i));
    }
    return stream;
  }

  private static String long500(int number) {
    return number + "x".repeat(500);
  }

  private ScriptedStream ofEdition1(ScriptedClient client) {
    ScriptedStream stream = client.open(Open.newBuilder().setEdition(1));
    stream.ready();
    world.moment();
    return stream;
  }

  private void sayInKitchen(String text) {
    cook.call(lobby("", text).toBuilder().setRoom("kitchen").build()).get();
    world.moment();
  }

  private static List<String> changes(ScriptedStream stream) {
    return stream.membershipChanges().stream().map(MembershipChangedRulesTest::describe).toList();
  }

  /**
   * The change without the head of the room. The head may have changed before the stream sent the
   * frame.
   */
  private static String describe(MembershipChanged change) {
    return change.hasRoomEntered()
        ? "entered after " + change.getRoomEntered().getTimeline().getResumeAfter()
        : "left after " + change.getRoomLeft().getLastSequence();
  }

  private static MembershipChanged entry(RoomEntered entered) {
    return MembershipChanged.newBuilder().setRoomEntered(entered).build();
  }

  private static MembershipChanged exit(RoomLeft left) {
    return MembershipChanged.newBuilder().setRoomLeft(left).build();
  }
}
