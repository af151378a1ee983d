package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.ErrorReason;
import chat.charla.v1.Limits;
import chat.charla.v1.SendMessageRequest;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A text of the greatest allowed length is accepted. A text with one more code point or byte is
 * refused, and the stream stays open.
 */
class TextLimitsTest {
  /** One character with two UTF-16 units and four bytes in UTF-8. */
  private static final String ASTRAL = "\uD83D\uDE00";

  @TempDir private Path data;

  @ParameterizedTest(name = "{0} times {1} is accepted, and not with {2} appended")
  @CsvSource({
    "4000, x, x", // 4,000 code points
    "4000, ñ, x", // 4,000 code points of two bytes each
    "4000, " + ASTRAL + ", x", // 4,000 code points of four bytes each, and 8,000 UTF-16 units
  })
  void theDefaultIs4000CodePoints(int count, String letter, String more) throws IOException {
    try (RunningServer server = RunningServer.in(data)) {
      assertLongestTextIsAccepted(
          server,
          letter.repeat(count),
          more,
          Map.of("max_code_points", "4000", "max_bytes", "16384"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "20, x, x", // 20 bytes
    "10, ñ, x", // 20 bytes in 10 code points
    "5, " + ASTRAL + ", x", // 20 bytes in 5 code points
  })
  void bytesAreCountedToo(int count, String letter, String more) throws IOException {
    try (RunningServer server =
        RunningServer.with(data, config -> config.maxTextCodePoints(100).maxTextBytes(20))) {
      assertLongestTextIsAccepted(
          server, letter.repeat(count), more, Map.of("max_code_points", "100", "max_bytes", "20"));
    }
  }

  @Test
  void theLimitsAreReported() throws IOException {
    try (RunningServer server =
        RunningServer.with(data, config -> config.maxTextCodePoints(100).maxTextBytes(20))) {
      RawClient ana = server.join("Ana");

      Limits limits = ana.session().getLimits();

      assertEquals(100, limits.getMaxTextCodePoints());
      assertEquals(20, limits.getMaxTextBytes());
      assertEquals(limits, ana.converse().ready().getLimits());
    }
  }

  private static void assertLongestTextIsAccepted(
      RunningServer server, String longest, String more, Map<String, String> limits) {
    RawStream stream = server.join("Ana").converse();

    stream.send("longest", toLobby(longest));
    stream.send("too long", toLobby(longest + more));

    assertTrue(stream.result("longest").hasMessageSent());
    Refusal refusal = Refusal.of(stream.result("too long").getError());
    refusal
        .is(Status.Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_MESSAGE_TOO_LARGE)
        .requireField("text");
    assertEquals(limits, refusal.metadata());
    stream.send("after it", toLobby("short"));
    assertTrue(stream.result("after it").hasMessageSent());
    assertEquals(longest, stream.message(longest).getMessagePosted().getText());
    assertFalse(stream.ended());
  }

  private static SendMessageRequest toLobby(String text) {
    return SendMessageRequest.newBuilder().setRoom("lobby").setText(text).build();
  }
}
