package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.limit.RateSettings;
import chat.charla.v1.SendMessageRequest;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client sends as many commands as may be unanswered, each nearly as long as a command may be.
 */
class LongCommandsTest {
  private static final int COMMANDS = 64;
  private static final int TEXT_BYTES = 250_000;

  /** The share of one connection is 4 MiB; 64 of these commands take 32 MB. */
  private static final long BUDGET = 16L << 20;

  @TempDir private Path data;

  @Test
  void longCommandsWaitForEachOtherAndAreAnswered() throws IOException {
    try (RunningServer server =
        RunningServer.with(
            data,
            config ->
                config
                    .maxTextCodePoints(TEXT_BYTES)
                    .maxTextBytes(TEXT_BYTES)
                    .rates(RateSettings.UNLIMITED)
                    .memoryBytes(BUDGET))) {
      RawStream stream = server.join("Ana").converse();
      for (int i = 0; i < COMMANDS; i++) {
        stream.send("command " + i, toLobby("x".repeat(TEXT_BYTES)));
      }

      for (int i = 0; i < COMMANDS; i++) {
        assertTrue(stream.result("command " + i).hasMessageSent());
      }
      assertFalse(stream.ended());
    }
  }

  private static SendMessageRequest toLobby(String text) {
    return SendMessageRequest.newBuilder().setRoom("lobby").setText(text).build();
  }
}
