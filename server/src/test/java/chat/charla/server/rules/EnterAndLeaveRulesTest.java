package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.ConverseResponse;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.RoomEntered;
import chat.charla.v1.SendMessageRequest;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Which events of a room a stream gets when its identity enters, leaves or enters again. */
class EnterAndLeaveRulesTest {
  private final World world = new World();
  private final ScriptedClient early = world.join("Early");

  @Test
  void enteringDeterminesTheFirstEvent() {
    ScriptedStream stream = early.online();
    stream.enter("e", "kitchen");
    stream.result("e");
    stream.post("s", toRoom("kitchen", "before"));
    stream.result("s");
    ScriptedStream late = world.join("Late").online();

    late.enter("e", "kitchen");
    RoomEntered entered = late.result("e").getRoomEntered();
    stream.post("", toRoom("kitchen", "after"));
    world.moment();

    assertFalse(entered.getAlreadyMember());
    assertEquals(1, entered.getTimeline().getResumeAfter());
    assertEquals(List.of("after"), late.texts("kitchen"));
    assertEquals(List.of(1L), late.caughtUp("kitchen"));
  }

  @Test
  void aNewMemberMayReadTheHistory() {
    ScriptedStream stream = early.online();
    stream.enter("e", "kitchen");
    stream.result("e");
    stream.post("s", toRoom("kitchen", "before"));
    stream.result("s");
    ScriptedClient late = world.join("Late");
    ScriptedStream lateStream = late.online();

    lateStream.enter("e", "kitchen");
    lateStream.result("e");

    assertEquals(List.of("before"), late.history("kitchen"));
  }

  @Test
  void enteringAgainChangesNothing() {
    ScriptedStream stream = early.online();
    early.say("1");

    stream.enter("e", "LOBBY");
    RoomEntered entered = stream.result("e").getRoomEntered();
    early.say("2");
    world.moment();

    assertTrue(entered.getAlreadyMember());
    assertEquals(0, entered.getTimeline().getResumeAfter());
    assertEquals(List.of("1", "2"), stream.texts("lobby"));
  }

  @Test
  void aRoomThatMustExistIsNotCreated() {
    ScriptedStream stream = early.online();

    stream.enterExisting("1", "kitchen");
    stream.refused("1", ErrorReason.ERROR_REASON_ROOM_NOT_FOUND);
    stream.enterExisting("2", "no spaces");
    stream.refused("2", ErrorReason.ERROR_REASON_ROOM_NOT_FOUND);
    assertNull(world.onDisk().room("kitchen"));
    stream.enter("3", "kitchen");
    stream.result("3");
    ScriptedStream late = world.join("Late").online();
    late.enterExisting("4", "KITCHEN");

    assertEquals("kitchen", late.result("4").getRoomEntered().getTimeline().getRoom());
  }

  @Test
  void leavingDeterminesTheLastEvent() {
    ScriptedStream stream = early.online();
    ScriptedClient other = world.join("Other");
    other.sayNumbers(1, 3);
    stream.leave("l", "lobby");
    long last = stream.result("l").getRoomLeft().getLastSequence();

    other.sayNumbers(4, 5);
    world.moment();

    assertEquals(3, last);
    assertEquals(List.of("1", "2", "3"), stream.texts("lobby"));
  }

  @Test
  void aLaggingReaderThatLeavesGetsEverythingUpToItsLastSequence() {
    ScriptedStream stream = early.online();
    ScriptedStream other = world.join("Other").online();
    stream.stall(Duration.ofMinutes(1));
    for (int i = 1; i <= 1000; i++) {
      other.say("x".repeat(200));
    }
    world.pass(Duration.ofSeconds(5));

    stream.leave("l", "lobby");
    world.pass(Duration.ofMinutes(2));
    other.say("after it left");
    world.moment();

    long last = stream.result("l").getRoomLeft().getLastSequence();
    assertEquals(LongStream.rangeClosed(1, last).boxed().toList(), stream.sequences("lobby"));
  }

  @Test
  void reEnteringStartsAfterTheEndOfTheEarlierMembership() {
    ScriptedStream stream = early.online();
    ScriptedClient other = world.join("Other");
    other.sayNumbers(1, 2);
    world.moment();
    stream.leave("l", "lobby");
    stream.result("l");
    other.sayNumbers(3, 4);

    stream.enter("e", "lobby");
    RoomEntered entered = stream.result("e").getRoomEntered();
    other.sayNumbers(5, 6);
    world.moment();

    assertFalse(entered.getAlreadyMember());
    assertEquals(4, entered.getTimeline().getResumeAfter());
    assertEquals(List.of("1", "2", "5", "6"), stream.texts("lobby"));
  }

  @Test
  void reEnteringIsAnsweredAfterTheLastEventOfTheEarlierMembership() {
    ScriptedStream stream = early.online();
    ScriptedStream other = world.join("Other").online();
    stream.stall(Duration.ofSeconds(30));
    for (int i = 1; i <= 1000; i++) {
      other.say("x".repeat(250));
    }
    world.moment();

    // The server carries out the LeaveRoom at once, and the EnterRoom when the client reads again.
    stream.leave("l", "lobby");
    stream.enter("e", "lobby");
    world.pass(Duration.ofMinutes(1));
    other.say("after");
    world.moment();

    long left = stream.result("l").getRoomLeft().getLastSequence();
    long resumed = stream.result("e").getRoomEntered().getTimeline().getResumeAfter();
    int entered = stream.index(frame -> frame.getResult().hasRoomEntered());
    assertTrue(
        left >= 200, () -> "the stream must have left after many messages, not after " + left);
    for (int i = 0; i < stream.frames().size(); i++) {
      int at = i;
      stream.frames().get(i).getBatch().getEventsList().stream()
          .filter(event -> event.getRoom().equals("lobby") && event.getSequence() > 0)
          .forEach(
              event -> {
                boolean old = event.getSequence() <= left;
                assertTrue(
                    old || event.getSequence() > resumed,
                    "posted while the identity was not a member");
                assertEquals(old, at < entered, "event " + event.getSequence());
              });
    }
    assertEquals("after", stream.texts("lobby").get(stream.texts("lobby").size() - 1));
  }

  /** The stream still delivers the earlier membership when the calls leave and enter the room. */
  @Test
  void aCallThatLeavesARoomWhileTheStreamEntersItAgainIsTold() {
    World small = new World().windowBytes(64 << 10);
    ScriptedClient client = small.join("Early");
    ScriptedStream stream = client.online();
    ScriptedStream other = small.join("Other").online();
    stream.stall(Duration.ofSeconds(20));
    for (int i = 1; i <= 8000; i++) {
      other.say("x".repeat(250));
    }
    small.pass(Duration.ofSeconds(19));
    small.faults().maxDelay(World.SLOW_DISK);

    stream.leave("l", "lobby");
    stream.enter("e", "lobby");
    stream.result("l");
    while (!client.whoAmI().get().getRoomsList().contains("lobby")) {
      small.moment();
    }
    client.leave("lobby").get();
    // So the membership that the call begins is not the one that the stream has begun.
    small.join("Author").say("between");
    client.enter("lobby").get();
    assertEquals(-1, stream.index(frame -> frame.getRequestId().equals("e")), "entered too early");
    small.faults().maxDelay(Duration.ofMillis(1));
    small.pass(Duration.ofMinutes(1));

    int entered = stream.index(frame -> frame.getRequestId().equals("e"));
    int left =
        stream.index(frame -> frame.getRequestId().isEmpty() && frame.getResult().hasRoomLeft());
    assertTrue(left > entered, "entered at frame " + entered + ", left by the call at " + left);
    assertStreamDeliversIfItSaysSo(small, stream, "lobby", other);
  }

  /** A call and a stream change the same room, at different moments and in both orders. */
  @Test
  void aStreamDeliversARoomIfAndOnlyIfItsLastFrameSaysSo() {
    world.faults().maxDelay(Duration.ofMillis(20));
    ScriptedStream other = world.join("Other").online();
    for (int offset = 0; offset < 30; offset++) {
      String room = "room-" + offset;
      assertTrue(other.enters(room));
      ScriptedClient client = world.join("Client-" + offset);
      ScriptedStream stream = client.online();
      boolean inside = offset % 2 == 0;
      if (inside) {
        assertTrue(stream.enters(room));
      }
      Duration pause = Duration.ofMillis(offset * 2L);
      stream.leave("l", room);
      stream.enter("e", room);
      world.pass(pause);
      Reply<?> left = client.leave(room);
      world.pass(pause);
      Reply<?> entered = client.enter(room);
      stream.result("l");
      stream.result("e");
      left.succeeds();
      entered.succeeds();
      world.pass(Duration.ofSeconds(1));

      assertStreamDeliversIfItSaysSo(world, stream, room, other);
      stream.cancel();
    }
  }

  private static void assertStreamDeliversIfItSaysSo(
      World world, ScriptedStream stream, String room, ScriptedStream other) {
    boolean entered = false;
    for (ConverseResponse frame : stream.frames()) {
      entered |= frame.getResult().getRoomEntered().getTimeline().getRoom().equals(room);
      entered &= !frame.getResult().getRoomLeft().getRoom().equals(room);
    }
    other.post("", toRoom(room, "after"));
    world.pass(Duration.ofSeconds(1));
    assertEquals(entered, stream.texts(room).contains("after"), room);
  }

  private static SendMessageRequest toRoom(String room, String text) {
    return SendMessageRequest.newBuilder().setRoom(room).setText(text).build();
  }
}
