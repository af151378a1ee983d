package chat.charla.cli.testkit;

import chat.charla.testkit.Patience;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Collects output, and waits for expected output. Thread-safe. */
public final class Screen {
  private static final String ANY_TIME = "HH:MM ";
  private static final Pattern TIME = Pattern.compile("^[0-2][0-9]:[0-5][0-9] ");

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private final OutputStream sink =
      new OutputStream() {
        @Override
        public void write(int b) {
          write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] written, int offset, int length) {
          synchronized (bytes) {
            bytes.write(written, offset, length);
            bytes.notifyAll();
          }
        }
      };

  /** A stream whose output this screen collects. */
  public PrintStream stream() {
    return new PrintStream(sink, true, StandardCharsets.UTF_8);
  }

  /** The whole output so far. */
  public String text() {
    synchronized (bytes) {
      return bytes.toString(StandardCharsets.UTF_8);
    }
  }

  /** The complete lines so far. */
  public List<String> lines() {
    String text = text();
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }

  /** Waits for a line; {@code HH:MM} at its beginning matches any time of day. */
  public void awaitLine(String expected) {
    await(
        "the line: " + expected,
        () -> lines().stream().anyMatch(line -> timeless(expected, line).equals(expected)));
  }

  /**
   * Waits for a line with this beginning, and returns the line. {@code HH:MM} matches any time of
   * day.
   */
  public String awaitLineStarting(String beginning) {
    Predicate<String> matches = line -> timeless(beginning, line).startsWith(beginning);
    await("a line starting: " + beginning, () -> lines().stream().anyMatch(matches));
    return lines().stream().filter(matches).findFirst().orElseThrow();
  }

  /** A line with its time of day replaced by {@code HH:MM}. */
  private static String timeless(String expected, String line) {
    return expected.startsWith(ANY_TIME) ? TIME.matcher(line).replaceFirst(ANY_TIME) : line;
  }

  /** Waits for a condition, which is checked after every output. */
  public void await(String what, java.util.function.BooleanSupplier condition) {
    long end = System.nanoTime() + Patience.LIMIT.toNanos();
    synchronized (bytes) {
      while (!condition.getAsBoolean()) {
        long millis = Duration.ofNanos(end - System.nanoTime()).toMillis();
        if (millis <= 0) {
          throw new AssertionError(
              "timed out waiting for " + what + "; the screen shows:\n" + text());
        }
        try {
          bytes.wait(millis);
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
    }
  }
}
