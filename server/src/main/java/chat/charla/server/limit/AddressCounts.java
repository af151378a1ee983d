package chat.charla.server.limit;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Counts things such as connections by {@link Prefix}, and limits them. Only prefixes with a count
 * above 0 are stored. Thread-safe.
 */
public final class AddressCounts {
  private final int max;
  private final Map<Prefix, Integer> counts = new HashMap<>();

  /**
   * Creates counts that are all 0.
   *
   * @param max the limit for one address; shorter prefixes have the multiple that {@link
   *     Prefix.Size#share} gives; 0 for no limit
   */
  public AddressCounts(int max) {
    if (max < 0) {
      throw new IllegalArgumentException("negative limit: " + max);
    }
    this.max = max;
  }

  /**
   * Counts one more from this origin, unless a limit is reached.
   *
   * @return empty if it was counted; {@link #remove} must be called when it ends. Otherwise the
   *     prefix whose limit is reached
   */
  public synchronized Optional<Prefix> add(Origin origin) {
    for (Prefix prefix : origin.prefixes()) {
      if (max != 0 && count(prefix) >= max(prefix)) {
        return Optional.of(prefix);
      }
    }
    addAnyway(origin);
    return Optional.empty();
  }

  /** Counts one more from this origin, even beyond the limit. */
  public synchronized void addAnyway(Origin origin) {
    origin.prefixes().forEach(prefix -> counts.merge(prefix, 1, Integer::sum));
  }

  /** Whether a limit of this origin is exceeded. */
  public synchronized boolean isExceeded(Origin origin) {
    return max != 0 && origin.prefixes().stream().anyMatch(prefix -> count(prefix) > max(prefix));
  }

  /** Removes one that was counted. */
  public synchronized void remove(Origin origin) {
    for (Prefix prefix : origin.prefixes()) {
      counts.computeIfPresent(prefix, (same, count) -> count == 1 ? null : count - 1);
    }
  }

  private int count(Prefix prefix) {
    return counts.getOrDefault(prefix, 0);
  }

  private long max(Prefix prefix) {
    return (long) max * prefix.size().share();
  }
}
