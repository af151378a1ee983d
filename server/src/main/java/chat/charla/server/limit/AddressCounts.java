package chat.charla.server.limit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Counts calls, or anything else, by {@link Prefix}, and limits their number. Only prefixes with a
 * count above 0 are stored. Thread-safe.
 *
 * <p>A network may belong to several users. Its parts are the /64s of a /48, or the addresses of a
 * /64. When nine tenths of a network's limit are taken, a part that has more than a sixteenth of
 * the limit gets no more. The last tenth is for the other parts.
 */
public final class AddressCounts {
  private static final int PARTS = 16;

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
   * Counts one more from this origin, unless a limit is reached, or the last tenth of a limit is
   * for other parts of a network.
   *
   * @return empty if one more was counted, for which {@link #remove} must be called later;
   *     otherwise the prefix whose limit is reached
   */
  public synchronized Optional<Prefix> add(Origin origin) {
    Optional<Prefix> full = full(origin, 1);
    if (full.isEmpty()) {
      addAnyway(origin);
    }
    return full;
  }

  /** Counts one more from this origin, even beyond the limit. */
  public synchronized void addAnyway(Origin origin) {
    origin.prefixes().forEach(prefix -> counts.merge(prefix, 1, Integer::sum));
  }

  /** Whether a limit of this origin is exceeded. */
  public synchronized boolean isExceeded(Origin origin) {
    return max != 0 && origin.prefixes().stream().anyMatch(prefix -> count(prefix) > max(prefix));
  }

  /** Whether {@link #add} would have refused what {@link #addAnyway} has counted last. */
  public synchronized boolean isTooMany(Origin origin) {
    return full(origin, 0).isPresent();
  }

  /** The first prefix that has no room for this many more. */
  private Optional<Prefix> full(Origin origin, int more) {
    if (max == 0) {
      return Optional.empty();
    }
    List<Prefix> prefixes = origin.prefixes();
    for (int i = 0; i < prefixes.size(); i++) {
      Prefix prefix = prefixes.get(i);
      long taken = count(prefix) + more;
      boolean last = i == prefixes.size() - 1;
      if (taken > max(prefix)
          || (!last
              && isLastTenth(prefix, taken)
              && hasMoreThanItsPart(prefixes.get(i + 1), more, prefix))) {
        return Optional.of(prefix);
      }
    }
    return Optional.empty();
  }

  private boolean isLastTenth(Prefix prefix, long taken) {
    return taken * 10 > max(prefix) * 9;
  }

  private boolean hasMoreThanItsPart(Prefix part, int more, Prefix whole) {
    return count(part) + more > Math.max(1, max(whole) / PARTS);
  }

  /** Counts one less from this origin. */
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
