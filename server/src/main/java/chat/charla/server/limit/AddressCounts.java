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
      if (most != 0 && count(prefix) >= most(prefix)) {
        return Optional.of(prefix);
      }
    }
    addAnyway(origin);
    return Optional.empty();
  }

  /** Counts one more from there, also if there are more than there may be. */
  public synchronized void addAnyway(Origin origin) {
    origin.prefixes().forEach(prefix -> counts.merge(prefix, 1, Integer::sum));
  }

  /** Whether there are more from there than there may be. */
  public synchronized boolean isExceeded(Origin origin) {
    return most != 0 && origin.prefixes().stream().anyMatch(prefix -> count(prefix) > most(prefix));
  }

  /** One that counts is gone. */
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
