package chat.charla.server.rules;

import static chat.charla.server.rules.ScriptedClient.lobby;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.room.Activity;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.User;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A refusal always gets a result; a success only if the command has a request id. */
class ResultRulesTest {
  private final World world = new World();
  private final ScriptedClient ana = world.join("Ana");
  private final ScriptedStream stream = ana.online();

  @Test
  void aSuccessWithoutARequestIdHasNoResult() {
    stream.say("hello");
    stream.enter("", "kitchen");
    world.moment();
    stream.leave("", "kitchen");
    world.moment();

    assertEquals(-1, stream.index(ConverseResponse::hasResult));
    assertEquals(List.of("hello"), stream.texts("lobby"));
  }

  @Test
  void aSuccessWithARequestIdHasOneResult() {
    stream.post("r1", lobby("m1", "hello"));
    world.moment();

    assertEquals("lobby", stream.result("r1").getMessageSent().getRoom());
    assertEquals(1, stream.frames().stream().filter(ConverseResponse::hasResult).count());
  }

  @Test
  void aRefusalHasAResultEvenWithoutARequestId() {
    stream.post("", lobby("m1", " "));

    stream.refused("", ErrorReason.ERROR_REASON_MESSAGE_EMPTY);
  }

  @Test
  void anUnknownCommandIsRefusedAndTheStreamStaysOpen() {
    stream.send("r1", ConverseRequest.newBuilder());

    stream.refused("r1", ErrorReason.ERROR_REASON_COMMAND_UNKNOWN);
    stream.say("still here");
    world.moment();
    assertEquals(List.of("still here"), stream.texts("lobby"));
  }

  @Test
  void aCommandThatCausesADefectIsAnsweredAndLaterOnesAreCarriedOut() {
    world.server().reportActivityTo(new FailsAtEntering());
    world.restart();
    ScriptedStream later = ana.online();

    later.enter("r1", "kitchen");
    later.post("r2", lobby("m1", "hello"));

    later.refused("r1", ErrorReason.ERROR_REASON_INTERNAL);
    assertEquals(1, later.result("r2").getMessageSent().getSequence());
  }

  @Test
  void resultsComeInAnyOrder() {
    world.faults().maxDelay(Duration.ofMillis(50));

    stream.post("slow", lobby("m1", "has to be written to the disk"));
    stream.post(
        "fast",
        lobby("m2", "to a room that does not exist").toBuilder().setRoom("nowhere").build());
    stream.result("slow");

    List<String> order =
        stream.frames().stream()
            .filter(ConverseResponse::hasResult)
            .map(ConverseResponse::getRequestId)
            .toList();
    assertEquals(List.of("fast", "slow"), order);
  }

  @Test
  void theServerStopsReadingFromAClientThatDoesNotReadItsResults() {
    int sent = 1000;
    stream.stall(Duration.ofMinutes(1));
    for (int i = 0; i < sent; i++) {
      stream.post("r" + i, lobby("m" + i, "unread " + i));
    }

    world.pass(Duration.ofSeconds(30));

    long taken = world.onDisk().head("lobby");
    assertTrue(taken < sent / 2, "the server took " + taken);
    world.pass(Duration.ofMinutes(1));
    assertEquals(sent, stream.texts("lobby").size());
  }

  /**
   * A repeated message makes the log look for its receipt. The next message waits until the log has
   * answered.
   */
  @Test
  void leavingARoomWaitsForEarlierPostsToIt() {
    stream.post("once", lobby("m", "hello"));
    stream.result("once");
    world.faults().maxDelay(Duration.ofMillis(50));
    for (int i = 1; i <= 5; i++) {
      stream.post("again" + i, lobby("m", "hello"));
      stream.post("bye" + i, lobby("m" + i, "farewell"));
      stream.leave("leave" + i, "lobby");
      stream.enter("enter" + i, "lobby");

      assertTrue(stream.result("bye" + i).hasMessageSent());
      assertTrue(stream.result("leave" + i).hasRoomLeft());
      assertTrue(stream.result("enter" + i).hasRoomEntered());
    }
  }

  @Test
  void leavingARoomAgainIsRefused() {
    stream.enter("enter", "kitchen");
    stream.leave("leave", "kitchen");
    stream.leave("again", "kitchen");
    stream.leave("unknown", "cellar");

    assertTrue(stream.result("leave").hasRoomLeft());
    stream.refused("again", ErrorReason.ERROR_REASON_NOT_A_MEMBER);
    stream.refused("unknown", ErrorReason.ERROR_REASON_ROOM_NOT_FOUND);
  }

  @Test
  void noMessageIsAcknowledgedOrDeliveredBeforeItIsOnDisk() {
    ScriptedStream watching = world.join("Berta").online();
    world.faults().maxDelay(Duration.ofSeconds(2));
    stream.post("r1", lobby("m1", "durable before visible"));

    while (world.onDisk().head("lobby") == 0) {
      assertEquals(-1, stream.index(ConverseResponse::hasResult));
      assertEquals(List.of(), stream.durable("lobby"));
      assertEquals(List.of(), watching.durable("lobby"));
      world.pass(Duration.ofMillis(1));
    }

    assertEquals(1, stream.result("r1").getMessageSent().getSequence());
    assertEquals(List.of(1L), stream.sequences("lobby"));
  }

  @Test
  void atMost64CommandsAreUnanswered() {
    world.faults().maxDelay(Duration.ofSeconds(2));
    for (int i = 1; i <= 500; i++) {
      stream.post("r" + i, lobby("m" + i, "message " + i));
    }

    long answered = 0;
    while (answered < 500) {
      answered = stream.frames().stream().filter(ConverseResponse::hasResult).count();
      long posted = world.onDisk().head("lobby");
      assertTrue(posted - answered <= 64, "posted " + posted + ", answered " + answered);
      world.pass(Duration.ofMillis(50));
    }

    assertEquals(500, world.onDisk().head("lobby"));
  }

  @Test
  void theServerStopsReadingFromAClientThatDoesNotReadItsEvents() {
    ScriptedClient berta = world.join("Berta");
    ScriptedStream bertas = berta.online();
    stream.stall(Duration.ofMinutes(5));
    for (int i = 1; i <= 3000; i++) {
      stream.say("a message of some length, because the limit is in bytes " + i);
    }

    world.pass(Duration.ofMinutes(4));
    long posted = world.onDisk().head("lobby");
    world.pass(Duration.ofMinutes(2));

    assertTrue(posted < 1500, "posted while nothing was read: " + posted);
    assertEquals(3000, world.onDisk().head("lobby"));
    assertEquals(3000, stream.sequences("lobby").size());
    assertEquals(stream.sequences("lobby"), bertas.sequences("lobby"));
  }

  /** A console that throws when a room is entered. */
  private static final class FailsAtEntering implements Activity {
    @Override
    public void commanded(User user, Command command) {
      if (command == Command.ENTER_ROOM) {
        throw new IllegalStateException("a defect");
      }
    }
  }
}
