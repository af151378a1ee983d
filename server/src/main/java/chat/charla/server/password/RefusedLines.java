package chat.charla.server.password;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The lines whose log-ins found no place in the queue, and the times at which their clients may try
 * again. A client that tries again in time has a higher rank in the queue than a client that tries
 * for the first time. So a client that waits for the stated delay need not compete each time with
 * all clients that try only once. Owned by the core.
 *
 * <p>At most {@value #MAX} lines are stored, for a few seconds. A further line replaces the oldest
 * line.
 */
final class RefusedLines {
  static final int MAX = 4000;

  /** A client must try again within this time after its delay. */
  static final Duration TRY_AGAIN_WITHIN = Duration.ofSeconds(5);

  /** The time from which the client of each line may try again, in the order of the refusals. */
  private final Map<String, Long> earliestRetries = new LinkedHashMap<>();

  /** Called when there was no place for this line. The client may try again after the delay. */
  void refused(String line, Duration delay, long now) {
    removeOld(now);
    earliestRetries.remove(line);
    if (earliestRetries.size() >= MAX) {
      Iterator<String> oldest = earliestRetries.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    earliestRetries.put(line, now + delay.toNanos());
  }

  /**
   * Whether the client of this line tries again in time. If so, removes the line, because a refusal
   * gives the higher rank to only one attempt.
   */
  boolean triesAgain(String line, long now) {
    removeOld(now);
    Long earliest = earliestRetries.get(line);
    if (earliest == null || now < earliest) {
      return false;
    }
    earliestRetries.remove(line);
    return true;
  }

  /** The number of stored lines. */
  int size() {
    return earliestRetries.size();
  }

  private void removeOld(long now) {
    Iterator<Long> oldest = earliestRetries.values().iterator();
    while (oldest.hasNext() && now - oldest.next() > TRY_AGAIN_WITHIN.toNanos()) {
      oldest.remove();
    }
  }
}
