package chat.charla.kit.scenario;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.kit.world.Failure;
import chat.charla.kit.world.Line;
import chat.charla.v1.Event;
import chat.charla.v1.MessagePosted;
import chat.charla.v1.User;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class InvariantsTest {
  @Test
  void eachTimelineHasItsOwnSequences() {
    assertPasses(
        "{type:joined,id:a}",
        "{type:message,room:lobby,sequence:3}",
        "{type:message,room:'',sequence:1}",
        "{type:unknown,room:lobby,sequence:4}",
        "{type:message,room:'',sequence:2}",
        "{type:message,room:lobby,sequence:5}");
  }

  @Test
  void missingRepeatedAndReorderedMessagesFail() {
    assertFails(
        "missing", "{type:message,room:lobby,sequence:3}", "{type:unknown,room:lobby,sequence:5}");
    assertFails(
        "twice", "{type:message,room:lobby,sequence:3}", "{type:message,room:lobby,sequence:3}");
    assertFails(
        "order", "{type:message,room:lobby,sequence:3}", "{type:message,room:lobby,sequence:2}");
  }

  @Test
  void aGapMovesTheCursor() {
    assertPasses(
        "{type:message,room:lobby,sequence:3}",
        "{type:gap,room:lobby,reason:TRIMMED,first:4,last:9}",
        "{type:message,room:lobby,sequence:10}",
        "{type:gap,room:lobby,reason:RESET,first:0,last:2}",
        "{type:message,room:lobby,sequence:3}");
    assertFails(
        "does not follow",
        "{type:message,room:lobby,sequence:3}",
        "{type:gap,room:lobby,reason:TRIMMED,first:5,last:9}");
  }

  @Test
  void aNewIdentityStartsAnew() {
    assertPasses(
        "{type:joined,id:a}",
        "{type:message,room:lobby,sequence:3}",
        "{type:joined,id:b}",
        "{type:message,room:lobby,sequence:1}");
    assertFails(
        "order",
        "{type:joined,id:a,name:ana}",
        "{type:message,room:lobby,sequence:3}",
        "{type:joined,id:a,name:eva}",
        "{type:message,room:lobby,sequence:1}");
  }

  @Test
  void aMessageHasOneResult() {
    assertPasses("{type:sent,id:m1}", "{type:refused,id:m2}", "{type:lost,id:m3}");
    assertFails("second result", "{type:sent,id:m1}", "{type:lost,id:m1}");
  }

  @Test
  void printedMessagesMatchTheLog() {
    Event event =
        Event.newBuilder()
            .setRoom("lobby")
            .setSequence(1)
            .setActor(User.newBuilder().setId("a"))
            .setMessagePosted(MessagePosted.newBuilder().setText("x").setClientMessageId("m1"))
            .build();
    String line = "{type:message,room:lobby,sequence:1,id:m1,from:%s,text:x}";

    assertDoesNotThrow(() -> Invariants.compare(lines(String.format(line, "a")), List.of(event)));
    assertThrows(
        Failure.class, () -> Invariants.compare(lines(String.format(line, "b")), List.of(event)));
  }

  private static void assertPasses(String... lines) {
    assertDoesNotThrow(() -> Invariants.check(lines(lines)));
  }

  private static void assertFails(String why, String... lines) {
    Failure failure = assertThrows(Failure.class, () -> Invariants.check(lines(lines)));
    assertTrue(String.valueOf(failure.getMessage()).contains(why), failure.getMessage());
  }

  /**
   * Parses the examples. They have single quotes, which are more readable in Java and which Gson
   * accepts.
   */
  private static List<Line> lines(String... texts) {
    return Arrays.stream(texts)
        .map(text -> (JsonObject) JsonParser.parseString(text))
        .map(json -> new Line(0, json))
        .toList();
  }
}
