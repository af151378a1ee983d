package chat.charla.server.password;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The lines of log-ins for which there was no place in the queue, and when they may come back. A
 * client that comes back in time has a higher rank in the queue than one that comes for the first
 * time. So a client that waits as the server has told it need not compete again and again with all
 * who try only once. Owned by the core.
 *
 * <p>At most {@value #MOST} lines are stored, for a few seconds. If there are more, the oldest are
 * forgotten.
 */
final class Returning {
  static final int MOST = 4000;

  /** How long after its delay a client may come back. */
  static final Duration LATEST = Duration.ofSeconds(5);

  /** By line, the time from which it may come back, in the order of the refusals. */
  private final Map<String, Long> from = new LinkedHashMap<>();

  /** Called when there was no place for this line. The client may come back after the delay. */
  void refused(String line, Duration delay, long now) {
    forget(now);
    from.remove(line);
    if (from.size() >= MOST) {
      Iterator<String> oldest = from.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    from.put(line, now + delay.toNanos());
  }

  /**
   * Whether this line comes back in time. If so, the line is forgotten: each refusal counts for one
   * return.
   */
  boolean comesBack(String line, long now) {
    forget(now);
    Long earliest = from.get(line);
    if (earliest == null || now < earliest) {
      return false;
    }
    from.remove(line);
    return true;
  }

  /** The number of stored lines. */
  int size() {
    return from.size();
  }

  private void forget(long now) {
    Iterator<Long> oldest = from.values().iterator();
    while (oldest.hasNext() && now - oldest.next() > LATEST.toNanos()) {
      oldest.remove();
    }
  }
}
