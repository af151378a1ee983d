package chat.charla.server.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.logging.LogOutput.Words;
import chat.charla.testkit.Patience;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** How records of our loggers and of the loggers of libraries are written. */
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
  void recordsThatDifferInTheirParametersAreOfOneKind() {
    long before = LogOutput.unwrittenLines();
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
    assertEquals(1994, LogOutput.unwrittenLines() - before);
  }

  @Test
  void recordsOfALibraryThatDifferInTheirTextAreOfOneKind() {
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

  /** A client that can repeat one failure must not be able to hide another failure. */
  @Test
  void failuresFromDifferentPlacesAreOfDifferentKinds() {
    List<String> lines =
        log(
            () -> {
              for (int i = 0; i < 100; i++) {
                ours.log(System.Logger.Level.ERROR, "failed", harmless(i));
                theirs.log(Level.SEVERE, "failed " + i, harmless(i));
              }
              ours.log(System.Logger.Level.ERROR, "failed", serious());
              theirs.log(Level.SEVERE, "failed", serious());
            });

    assertEquals(2, lines.stream().filter(line -> line.endsWith("Exception: serious")).count());
    assertEquals(8 + 2, lines.stream().filter(line -> !line.startsWith("\t")).count());
  }

  @Test
  void aWrappedFailureDoesNotHideAnother() {
    List<String> lines =
        log(
            () -> {
              List<Throwable> failures = new ArrayList<>(Collections.nCopies(100, harmless(1)));
              failures.add(serious());
              for (Throwable failure : failures) {
                ours.log(System.Logger.Level.ERROR, "failed", new CompletionException(failure));
              }
            });

    assertTrue(lines.stream().anyMatch(line -> line.endsWith("Exception: serious")));
    assertEquals(5, lines.stream().filter(line -> !line.startsWith("\t")).count());
  }

  /** Many failures occur in the same few methods of the JDK. */
  @Test
  void failuresInOneMethodOfTheJdkAreDistinguishedByTheMethodsThatCallIt() {
    List<String> lines =
        log(
            () -> {
              for (int i = 0; i < 100; i++) {
                ours.log(
                    System.Logger.Level.ERROR, "failed", absent(LogHandlerTest::harmlessAbsence));
              }
              ours.log(System.Logger.Level.ERROR, "failed", absent(LogHandlerTest::seriousAbsence));
            });

    assertEquals(5, lines.stream().filter(line -> !line.startsWith("\t")).count());
  }

  @Test
  void aFailureWithoutAStackTraceIsLogged() {
    Throwable cause = new IllegalStateException("b");
    Throwable cycle = new IllegalStateException("a", cause);
    cause.initCause(cycle);
    cycle.setStackTrace(new StackTraceElement[0]);

    List<String> lines = log(() -> ours.log(System.Logger.Level.ERROR, "failed", cycle));

    assertTrue(lines.get(0).endsWith("failed"), lines::toString);
  }

  /** When a failure ends the process, nothing closes the output. */
  @Test
  void aFlushWritesTheSummaryOfTheLinesLeftOut() {
    try (LogOutput output = new LogOutput(stream(), new TextFormat(), WORDS, () -> 0);
        LogHandler.Installed installed = LogHandler.install(output)) {
      for (int i = 0; i < 6; i++) {
        ours.log(System.Logger.Level.WARNING, "refused to {0}", i);
      }
      for (Handler handler : Logger.getLogger("").getHandlers()) {
        handler.flush();
      }
      Patience.await("the summary", () -> lines().size() == 4);
      assertTrue(lines().get(3).endsWith("refused to 5 (2 more)"), lines()::toString);
    }
  }

  @Test
  void aTextCannotForgeALine() {
    String forged = "bad\n2026-12-01T00:00:00.000Z INFO forged\u001b[2J\u2028x";
    List<String> lines =
        log(() -> theirs.log(Level.SEVERE, forged, new IllegalStateException(forged)));

    assertEquals(1, lines.stream().filter(line -> line.startsWith("2")).count(), lines::toString);
    assertFalse(lines.toString().contains("\u001b"), lines::toString);
    assertTrue(lines.stream().anyMatch(line -> line.startsWith("\t\tat ")), lines::toString);
  }

  @Test
  void aLongStackTraceIsCut() {
    String huge = "x".repeat(1_000_000);
    List<String> lines = log(() -> theirs.log(Level.SEVERE, "bad", new Error(huge)));

    assertTrue(lines.toString().length() < 20_000);
  }

  private List<String> log(Runnable logging) {
    Handler[] before = Logger.getLogger("").getHandlers();
    try (LogOutput output = new LogOutput(stream(), new TextFormat(), WORDS);
        LogHandler.Installed installed = LogHandler.install(output)) {
      logging.run();
    }
    assertEquals(List.of(before), List.of(Logger.getLogger("").getHandlers()));
    return lines();
  }

  private PrintStream stream() {
    return new PrintStream(written, true, StandardCharsets.UTF_8);
  }

  private List<String> lines() {
    return written.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private static Throwable harmless(int number) {
    return new IllegalStateException("harmless " + number);
  }

  private static RuntimeException absent(Executable failing) {
    return assertThrows(NoSuchElementException.class, failing);
  }

  private static Object harmlessAbsence() {
    return Optional.empty().orElseThrow();
  }

  private static Object seriousAbsence() {
    return Optional.empty().orElseThrow();
  }

  private static Throwable serious() {
    return new IllegalStateException("serious");
  }
}
