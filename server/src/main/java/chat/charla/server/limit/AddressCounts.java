package chat.charla.server.limit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Counts calls, or uses of another resource, by the {@link Prefix}es of their origins, and limits
 * each count. Stores only prefixes with a count above 0. Thread-safe.
 *
 * <p>A /48 or a /64 may belong to several users. The parts of a /48 are its /64s, and the parts of
 * a /64 are its addresses. When nine tenths of the limit of a /48 or /64 are in use, a part that
 * already uses a sixteenth of that limit gets no more. The last tenth is reserved for the other
 * parts.
 */
public final class AddressCounts {
  private static final int PART_DIVISOR = 16;

  private final int max;
  private final Map<Prefix, Integer> counts = new HashMap<>();

  /**
   * Creates counts that are all 0.
   *
   * @param max the limit for one address, or 0 for no limit; for a shorter prefix, the limit is
   *     multiplied by {@link Prefix.Size#share}
   */
  public AddressCounts(int max) {
    if (max < 0) {
      throw new IllegalArgumentException("negative limit: " + max);
    }
    this.max = max;
  }

  /**
   * Counts one more use from this origin, unless that would exceed a limit, or would use the tenth
   * that is reserved for other parts of the network.
   *
   * @return empty if the use was counted, so that the caller must later call {@link #remove};
   *     otherwise the prefix whose limit is reached
   */
  public synchronized Optional<Prefix> add(Origin origin) {
    Optional<Prefix> exceededPrefix = exceededPrefix(origin, 1);
    if (exceededPrefix.isEmpty()) {
      addBeyondLimit(origin);
    }
    return exceededPrefix;
  }

  /** Counts one more use from this origin, even beyond the limit. */
  public synchronized void addBeyondLimit(Origin origin) {
    origin.prefixes().forEach(prefix -> counts.merge(prefix, 1, Integer::sum));
  }

  /** Whether a limit of this origin is exceeded. */
  public synchronized boolean isExceeded(Origin origin) {
    return max != 0 && origin.prefixes().stream().anyMatch(prefix -> count(prefix) > max(prefix));
  }

  /**
   * Whether this origin's counts, including the uses that {@link #addBeyondLimit} has counted,
   * exceed what {@link #add} allows.
   */
  public synchronized boolean isOverLimit(Origin origin) {
    return exceededPrefix(origin, 0).isPresent();
  }

  /**
   * The shortest prefix of the origin whose limit does not allow this many more uses; empty if
   * there is none.
   */
  private Optional<Prefix> exceededPrefix(Origin origin, int more) {
    if (max == 0) {
      return Optional.empty();
    }
    List<Prefix> prefixes = origin.prefixes();
    for (int i = 0; i < prefixes.size(); i++) {
      Prefix prefix = prefixes.get(i);
      long used = count(prefix) + more;
      boolean last = i == prefixes.size() - 1;
      if (used > max(prefix)
          || (!last
              && isLastTenth(prefix, used)
              && hasMoreThanItsPart(prefixes.get(i + 1), more, prefix))) {
        return Optional.of(prefix);
      }
    }
    return Optional.empty();
  }

  private boolean isLastTenth(Prefix prefix, long used) {
    return used * 10 > max(prefix) * 9;
  }

  private boolean hasMoreThanItsPart(Prefix part, int more, Prefix whole) {
    return count(part) + more > Math.max(1, max(whole) / PART_DIVISOR);
  }

  /** Counts one use less from this origin. */
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
