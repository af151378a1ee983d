package chat.charla.server.logging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Limits the lines of each kind. In each minute, the server writes the first lines of a kind at
 * once, and only counts further lines. At the end of the minute, it writes the last of these lines,
 * with the number of the others. Thread-safe.
 *
 * <p>The memory is limited as well: there are at most {@link #MAX_KINDS} kinds at a time, and each
 * kind holds at most one line. All further kinds count as one kind.
 */
final class LineLimit {
  /** The time between the first line of a kind and its summary, and between two summaries. */
  static final Duration INTERVAL = Duration.ofMinutes(1);

  /** The largest number of kinds that are counted separately. */
  static final int MAX_KINDS = 1000;

  private static final String OTHERS = "";

  private final LongSupplier nanoTime;
  private final Map<String, Kind> kinds = new HashMap<>();
  private long order;

  /**
   * Creates a limit that has counted no lines.
   *
   * @param nanoTime a monotonic clock
   */
  LineLimit(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  private record Summary(long order, long leftOut, Supplier<Line> last) {
    /** Makes the last line that was left out, with the number of the others. */
    Supplier<Line> line() {
      return () -> last.get().representing(leftOut - 1);
    }
  }

  private static final class Kind {
    private long since;
    private int written;
    private long leftOut;
    private long lastOrder;
    private @Nullable Supplier<Line> last;
  }

  /**
   * Counts a line, and returns whether to write it now.
   *
   * @param kind the kind of the line: lines with equal kinds are limited together
   * @param atOnce how many lines of this kind are written at once; 1 or more
   * @param line makes the line; called later, and only if the line is the last one that was left
   *     out
   */
  synchronized boolean count(String kind, int atOnce, Supplier<Line> line) {
    long now = nanoTime.getAsLong();
    Kind counted = kinds.get(kind);
    if (counted == null) {
      counted =
          kinds.computeIfAbsent(kinds.size() < MAX_KINDS ? kind : OTHERS, added -> startingAt(now));
    }
    if (counted.leftOut == 0 && isIntervalOver(counted, now)) {
      counted.since = now;
      counted.written = 0;
    }
    if (counted.written < atOnce) {
      counted.written++;
      return true;
    }
    counted.leftOut++;
    counted.last = line;
    counted.lastOrder = order++;
    return false;
  }

  /** The summaries to write now, in the order of their last lines. */
  List<Supplier<Line>> dueSummaries() {
    return summaries(false);
  }

  /** The summaries of all lines that were left out and have no summary yet. */
  List<Supplier<Line>> remainingSummaries() {
    return summaries(true);
  }

  private List<Supplier<Line>> summaries(boolean all) {
    List<Summary> dueSummaries = new ArrayList<>();
    synchronized (this) {
      long now = nanoTime.getAsLong();
      for (Iterator<Kind> each = kinds.values().iterator(); each.hasNext(); ) {
        Kind kind = each.next();
        if (!all && !isIntervalOver(kind, now)) {
          continue;
        }
        Supplier<Line> last = kind.last;
        if (last == null) {
          each.remove();
          continue;
        }
        dueSummaries.add(new Summary(kind.lastOrder, kind.leftOut, last));
        kind.since = now;
        kind.written = 0;
        kind.leftOut = 0;
        kind.last = null;
      }
    }
    dueSummaries.sort(Comparator.comparingLong(Summary::order));
    return dueSummaries.stream().map(Summary::line).toList();
  }

  private static Kind startingAt(long now) {
    Kind kind = new Kind();
    kind.since = now;
    return kind;
  }

  private static boolean isIntervalOver(Kind kind, long now) {
    return now - kind.since >= INTERVAL.toNanos();
  }
}
