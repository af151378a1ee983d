package chat.charla.server.limit;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How much of something there is at the moment from each {@link Prefix}, such as connections, and
 * how much there may be. What counts for nothing is not remembered. Thread-safe.
 */
public final class AddressCounts {
  private final int most;
  private final Map<Prefix, Integer> counts = new HashMap<>();

  /**
   * Counts that are all 0.
   *
   * @param most from one address, and as many times as {@link Prefix.Size#share} says from the
   *     larger prefixes; 0 for any number
   */
  public AddressCounts(int most) {
    if (most < 0) {
      throw new IllegalArgumentException("less than none: " + most);
    }
    this.most = most;
  }

  /**
   * Counts one more from there, unless there are as many as there may be.
   *
   * @return empty if it counts; {@link #remove} has to be called when it is gone. Otherwise, which
   *     prefix is full
   */
  public synchronized Optional<Prefix> add(Origin origin) {
    for (Prefix prefix : origin.prefixes()) {
      if (most != 0 && count(prefix) >= (long) most * prefix.size().share()) {
        return Optional.of(prefix);
      }
    }
    origin.prefixes().forEach(prefix -> counts.merge(prefix, 1, Integer::sum));
    return Optional.empty();
  }

  /** One that {@link #add} has counted is gone. */
  public synchronized void remove(Origin origin) {
    for (Prefix prefix : origin.prefixes()) {
      counts.computeIfPresent(prefix, (same, count) -> count == 1 ? null : count - 1);
    }
  }

  /** How many there are from there. */
  public synchronized int count(Prefix prefix) {
    return counts.getOrDefault(prefix, 0);
  }
}
