package chat.charla.server.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How the same lines look in each output format. */
class LineFormatTest {
  private static final Instant TIME = Instant.parse("2026-12-01T12:34:56.789012Z");
  private static final Line CONNECTED =
      new Line(
          TIME,
          Level.INFO,
          null,
          "[SERVER] Client <Ana> connected!",
          Map.of(Line.ADDRESS, "[2001:db8::1]"),
          null,
          2);
  private static final Line FAILED =
      new Line(TIME, Level.ERROR, "chat.charla.X", "a call failed", Map.of(), new Short("no"), 0);

  @Test
  void onATerminalTheConsoleLooksAsInTheOriginalProgram() {
    LineFormat format = new TerminalFormat();

    assertEquals(
        "[SERVER] Client <Ana> connected!, 2 more\n", format.format(CONNECTED, ", 2 more"));
    assertEquals(
        "2026-12-01T12:34:56.789Z ERROR chat.charla.X: a call failed\n\tno\n\t\tat here\n",
        format.format(FAILED, ""));
    assertEquals("the end", format.formatLast("the end"));
  }

  @Test
  void withoutATerminalEveryLineHasTimeAndLevel() {
    LineFormat format = new TextFormat();

    assertEquals(
        "2026-12-01T12:34:56.789Z INFO [SERVER] Client <Ana> connected! ([2001:db8::1]), 2 more\n",
        format.format(CONNECTED, ", 2 more"));
    assertEquals(
        "2026-12-01T12:34:56.789Z ERROR chat.charla.X: a call failed\n\tno\n\t\tat here\n",
        format.format(FAILED, ""));
  }

  @Test
  void theJournalGetsPriorities() {
    LineFormat format = new JournalFormat();

    assertEquals(
        "<6>[SERVER] Client <Ana> connected! ([2001:db8::1]), 2 more\n",
        format.format(CONNECTED, ", 2 more"));
    assertEquals(
        "<3>chat.charla.X: a call failed\n<3>\tno\n<3>\t\tat here\n", format.format(FAILED, ""));
    assertEquals("<3>the end", format.formatLast("the end"));
  }

  @Test
  void jsonHasTheFields() {
    LineFormat format = new JsonFormat();

    assertEquals(
        "{\"time\":\"2026-12-01T12:34:56.789Z\",\"level\":\"INFO\",\"address\":\"[2001:db8::1]\","
            + "\"message\":\"[SERVER] Client <Ana> connected!\",\"left_out\":2}\n",
        format.format(CONNECTED, ", 2 more"));
    assertEquals(
        "{\"time\":\"2026-12-01T12:34:56.789Z\",\"level\":\"ERROR\",\"logger\":\"chat.charla.X\","
            + "\"message\":\"a call failed\",\"exception\":\"no\\n\\tat here\"}\n",
        format.format(FAILED, ""));
    assertEquals(
        "{\"level\":\"ERROR\",\"kind\":\"fatal\",\"message\":\"the end\"}",
        format.formatLast("the end"));
  }

  /** A failure with a short stack trace. */
  private static final class Short extends RuntimeException {
    Short(String message) {
      super(message);
    }

    @Override
    public synchronized @Nullable Throwable fillInStackTrace() {
      return this;
    }

    @Override
    public void printStackTrace(java.io.PrintWriter out) {
      out.print(getMessage() + "\n\tat here\n");
    }
  }
}
