package chat.charla.server.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.logging.LogOutput.Words;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** What becomes of log records, from our loggers and from those of libraries. */
class LogHandlerTest {
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

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final System.Logger ours = System.getLogger("chat.charla.Test");
  private final Logger theirs = Logger.getLogger("io.grpc.Test");

  @Test
  void aRecordHasTimeLevelLoggerAndText() {
    List<String> lines =
        log(() -> ours.log(System.Logger.Level.WARNING, "refused to {0}: {1}", "Ana", "no space"));

    assertEquals(1, lines.size());
    assertTrue(
        lines
            .get(0)
            .matches(
                "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z WARNING chat\\.charla\\.Test:"
                    + " refused to Ana: no space"),
        lines.get(0));
  }

  @Test
  void theParametersOfOurRecordsMakeNoOtherKind() {
    long before = LogOutput.leftOutLines();
    List<String> lines =
        log(
            () -> {
              for (int i = 0; i < 1000; i++) {
                ours.log(System.Logger.Level.WARNING, "refused to {0}", "client " + i);
                ours.log(System.Logger.Level.ERROR, "failed", new IllegalStateException("x" + i));
              }
            });

    assertEquals(8, lines.stream().filter(line -> !line.startsWith("\t")).count());
    assertTrue(lines.stream().anyMatch(line -> line.endsWith("refused to client 999 (996 more)")));
    assertEquals(1994, LogOutput.leftOutLines() - before);
  }

  @Test
  void theTextOfALibraryMakesNoOtherKind() {
    List<String> lines =
        log(
            () -> {
              for (int i = 0; i < 1000; i++) {
                theirs.warning("frame " + i + " is bad");
              }
            });

    assertEquals(4, lines.size(), lines::toString);
    assertTrue(lines.get(3).endsWith("frame 999 is bad (996 more)"), lines::toString);
  }

  @Test
  void noTextBeginsAnotherLine() {
    String forged = "bad\n2026-12-01T00:00:00.000Z INFO forged\u001b[2J\u2028x";
    List<String> lines =
        log(() -> theirs.log(Level.SEVERE, forged, new IllegalStateException(forged)));

    assertEquals(1, lines.stream().filter(line -> line.startsWith("2")).count(), lines::toString);
    assertFalse(lines.toString().contains("\u001b"), lines::toString);
    assertTrue(lines.stream().anyMatch(line -> line.startsWith("\t\tat ")), lines::toString);
  }

  @Test
  void aStackTraceIsNotEndless() {
    String huge = "x".repeat(1_000_000);
    List<String> lines = log(() -> theirs.log(Level.SEVERE, "bad", new Error(huge)));

    assertTrue(lines.toString().length() < 20_000);
  }

  private List<String> log(Runnable logging) {
    Handler[] before = Logger.getLogger("").getHandlers();
    try (LogOutput output =
            new LogOutput(
                new PrintStream(written, true, StandardCharsets.UTF_8), new TextFormat(), WORDS);
        LogHandler.Installed installed = LogHandler.install(output)) {
      logging.run();
    }
    assertEquals(List.of(before), List.of(Logger.getLogger("").getHandlers()));
    return written.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
