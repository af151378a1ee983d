package chat.charla.server.limit;

import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The buckets of the prefixes of one size, {@value #MAX} at most. Those whose buckets are full are
 * the same as none. Not thread-safe.
 */
final class PrefixBuckets {
  /** Beyond so many, the one of which nothing was heard for the longest time is let off. */
  static final int MAX = 100_000;

  /** How many are looked at, for each that is new, whether they can be forgotten. */
  private static final int SWEPT_AT_ONCE = 2;

  private final Map<Quota, Rate> rates = new EnumMap<>(Quota.class);

  /** The least recently used first. */
  private final Map<Prefix, SharedBuckets> buckets = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * None yet.
   *
   * @param perAddress how often things may be done by one address; a prefix of this size has its
   *     share of it
   */
  PrefixBuckets(Map<Quota, Rate> perAddress, Prefix.Size size) {
    perAddress.forEach((quota, rate) -> rates.put(quota, rate.times(size.share())));
  }

  /** Those of this prefix, which are remembered from now on. */
  SharedBuckets get(Prefix prefix, long now) {
    SharedBuckets known = buckets.get(prefix);
    if (known != null) {
      return known;
    }
    sweep(now);
    SharedBuckets created = new SharedBuckets(rates);
    buckets.put(prefix, created);
    return created;
  }

  /** Those of this prefix; null if nothing counts for it. */
  @Nullable SharedBuckets known(Prefix prefix) {
    return buckets.get(prefix);
  }

  /** Of how many prefixes something is remembered. */
  int size() {
    return buckets.size();
  }

  private void sweep(long now) {
    Iterator<SharedBuckets> eldest = buckets.values().iterator();
    for (int i = 0; i < SWEPT_AT_ONCE && eldest.hasNext(); i++) {
      if (eldest.next().areFull(now) || buckets.size() >= MAX) {
        eldest.remove();
      }
    }
  }
}
