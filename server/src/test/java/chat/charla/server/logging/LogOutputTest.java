package chat.charla.server.logging;

import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.logging.LogOutput.Words;
import chat.charla.testkit.Patience;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/**
 * How many lines wait while no program reads standard error, for example while a terminal is
 * stopped.
 */
class LogOutputTest {
  private static final int MAX_CHARACTERS = 4 << 20;
  private static final int LENGTH = 100_000;

  private static final Words WORDS =
      new Words() {
        @Override
        public String leftOut(long lines) {
          return " (" + lines + " more)";
        }

        @Override
        public String dropped(long lines) {
          return lines + " dropped";
        }
      };

  private final CountDownLatch read = new CountDownLatch(1);

  private final ByteArrayOutputStream written =
      new ByteArrayOutputStream() {
        @Override
        public void write(byte[] bytes, int offset, int length) {
          await(read);
          super.write(bytes, offset, length);
        }
      };

  @Test
  void longLinesThatWaitAreLimitedByTheirCharacters() {
    long before = LogOutput.unwrittenLines();
    int fit = MAX_CHARACTERS / (LENGTH + 1);
    try (LogOutput output = open()) {
      writeLines(output, 100);
      read.countDown();

      Patience.await(
          "the lines that fit, and the number of those that were dropped",
          () -> lines().size() == fit + 1);
      assertTrue(lines().contains(100 - fit + " dropped"));
      assertTrue(LogOutput.unwrittenLines() - before >= 100 - fit);

      writeLines(output, fit);
      Patience.await("the later lines", () -> lines().size() == 2 * fit + 1);
    }
  }

  private LogOutput open() {
    PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);
    return new LogOutput(out, new TerminalFormat(), WORDS, () -> 0);
  }

  private static void writeLines(LogOutput output, int number) {
    String text = "x".repeat(LENGTH);
    for (int i = 0; i < number; i++) {
      output.write(new Line(Instant.EPOCH, Level.INFO, null, text, Map.of("text", text), null, 0));
    }
  }

  private List<String> lines() {
    return written.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
