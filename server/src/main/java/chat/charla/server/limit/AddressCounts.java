package chat.charla.server.limit;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Counts things such as connections by {@link Prefix}, and limits them. Only prefixes with a count
 * above 0 are stored. Thread-safe.
 */
public final class AddressCounts {
  private final int most;
  private final Map<Prefix, Integer> counts = new HashMap<>();

  /**
   * Creates counts that are all 0.
   *
   * @param most the limit for one address; shorter prefixes have the multiple that {@link
   *     Prefix.Size#share} gives; 0 for no limit
   */
  public AddressCounts(int most) {
    if (most < 0) {
      throw new IllegalArgumentException("negative limit: " + most);
    }
    this.most = most;
  }

  /**
   * Counts one more from this origin, unless a limit is reached.
   *
   * @return empty if it was counted; {@link #remove} must be called when it ends. Otherwise the
   *     prefix whose limit is reached
   */
  public synchronized Optional<Prefix> add(Origin origin) {
    for (Prefix prefix : origin.prefixes()) {
      if (most != 0 && count(prefix) >= most(prefix)) {
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
    return most != 0 && origin.prefixes().stream().anyMatch(prefix -> count(prefix) > most(prefix));
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

  private long most(Prefix prefix) {
    return (long) most * prefix.size().share();
  }
}
