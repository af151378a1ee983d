package chat.charla.cli.terminal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jline.utils.NonBlockingReader;

/**
 * A reader of keys that arrive at scheduled times. The time is virtual, and passes only while a
 * reader waits. Not thread-safe.
 */
final class ScheduledKeys extends NonBlockingReader {
  private record Arrival(long millis, char character) {}

  private final Deque<Arrival> arrivals = new ArrayDeque<>();
  private long now;

  /** Schedules {@code burst} at one moment, {@code silence} after the previous input. */
  ScheduledKeys after(Duration silence, String burst) {
    long before = arrivals.isEmpty() ? now : arrivals.getLast().millis();
    long millis = before + silence.toMillis();
    burst.chars().forEach(c -> arrivals.add(new Arrival(millis, (char) c)));
    return this;
  }

  @Override
  protected int read(long timeout, boolean isPeek) {
    Arrival next = arrivals.peek();
    if (next == null && !isPeek) {
      return EOF;
    }
    if (timeout > 0 && (next == null || next.millis() > now + timeout)) {
      now += timeout;
      return READ_EXPIRED;
    }
    if (next == null) {
      return EOF;
    }
    now = Math.max(now, next.millis());
    if (!isPeek) {
      arrivals.remove();
    }
    return next.character();
  }

  @Override
  public int readBuffered(char[] buffer, int offset, int length, long timeout) {
    int first = read(timeout, false);
    if (first < 0) {
      return first;
    }
    buffer[offset] = (char) first;
    int count = 1;
    while (count < length && !arrivals.isEmpty() && arrivals.peek().millis() <= now) {
      buffer[offset + count] = arrivals.remove().character();
      count++;
    }
    return count;
  }
}
