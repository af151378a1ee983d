package chat.charla.server.limit;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The buckets of the prefixes of one size, for at most {@value #MAX} prefixes. This class may drop
 * a prefix whose buckets are full. Not thread-safe.
 */
final class PrefixBuckets {
  /**
   * When this many prefixes are stored, a new prefix replaces the least recently used one. If the
   * dropped prefix is used again, it gets new, full buckets.
   */
  static final int MAX = 100_000;

  /** How many prefixes are checked for removal whenever a new prefix is stored. */
  private static final int CHECKED_PER_NEW_PREFIX = 2;

  private final Prefix.Size size;

  /** The rates of a prefix. All {@link SharedBuckets} use this map. */
  private final Map<Quota, Rate> rates = new EnumMap<>(Quota.class);

  /** The buckets by prefix, in the order of their last use, the oldest use first. */
  private final Map<Prefix, SharedBuckets> buckets = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * Creates an empty table.
   *
   * @param perAddress the rates of one address; for a prefix of this size, they are multiplied by
   *     {@link Prefix.Size#share}
   */
  PrefixBuckets(Map<Quota, Rate> perAddress, Prefix.Size size) {
    this.size = size;
    change(perAddress);
  }

  /**
   * Changes the rates. For each quota whose rate has changed, all prefixes get new, full buckets.
   * The buckets of the other quotas stay.
   *
   * @param perAddress as in the constructor
   */
  void change(Map<Quota, Rate> perAddress) {
    Map<Quota, Rate> next = new EnumMap<>(Quota.class);
    perAddress.forEach((quota, rate) -> next.put(quota, rate.times(size.share())));
    Set<Quota> changed = EnumSet.allOf(Quota.class);
    changed.removeIf(quota -> Objects.equals(next.get(quota), rates.get(quota)));
    rates.clear();
    rates.putAll(next);
    buckets.values().removeIf(each -> each.remove(changed));
  }

  /** The buckets of this prefix. Creates and stores them if necessary. */
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

  /** The buckets of this prefix; null if none are stored. */
  @Nullable SharedBuckets known(Prefix prefix) {
    return buckets.get(prefix);
  }

  /** The number of prefixes stored. */
  int size() {
    return buckets.size();
  }

  private void sweep(long now) {
    Iterator<SharedBuckets> eldest = buckets.values().iterator();
    for (int i = 0; i < CHECKED_PER_NEW_PREFIX && eldest.hasNext(); i++) {
      if (eldest.next().areFull(now) || buckets.size() >= MAX) {
        eldest.remove();
      }
    }
  }
}
