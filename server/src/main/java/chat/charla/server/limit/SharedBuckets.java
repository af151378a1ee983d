package chat.charla.server.limit;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The buckets of one prefix. Creates each bucket when it is first needed. */
final class SharedBuckets {
  private final Map<Quota, Rate> rates;
  private final Map<Quota, FairShare> buckets = new EnumMap<>(Quota.class);

  /**
   * Creates an object without buckets.
   *
   * @param rates the rates; if the caller changes one of them, it must call {@link #remove}
   */
  SharedBuckets(Map<Quota, Rate> rates) {
    this.rates = rates;
  }

  /** See {@link FairShare#waitNanos}. */
  long waitNanos(Quota quota, @Nullable SessionUsage session, long tokens, long now) {
    Rate rate = rates.getOrDefault(quota, Rate.UNLIMITED);
    return rate.isUnlimited()
        ? 0
        : buckets
            .computeIfAbsent(quota, first -> new FairShare(quota, rate, now))
            .waitNanos(session, tokens, now);
  }

  /** See {@link FairShare#take}. */
  boolean take(Quota quota, @Nullable SessionUsage session, long tokens, long now) {
    FairShare bucket = buckets.get(quota);
    return bucket != null && bucket.take(session, tokens, now);
  }

  /** See {@link FairShare#giveBack}. */
  void giveBack(Quota quota, @Nullable SessionUsage session, long tokens, boolean own, long now) {
    FairShare bucket = buckets.get(quota);
    if (bucket != null) {
      bucket.giveBack(session, tokens, own, now);
    }
  }

  /** See {@link FairShare#isMoreThanHalfUsed}. */
  boolean isMoreThanHalfUsed(Quota quota, SessionUsage session, long tokens, long now) {
    FairShare bucket = buckets.get(quota);
    return bucket != null && bucket.isMoreThanHalfUsed(session, tokens, now);
  }

  /** Removes the buckets of these quotas. Returns whether this object has no other buckets. */
  boolean remove(Set<Quota> quotas) {
    buckets.keySet().removeAll(quotas);
    return buckets.isEmpty();
  }

  /** Whether all buckets are full, so that this object can be dropped. */
  boolean areFull(long now) {
    return buckets.values().stream().allMatch(bucket -> bucket.isFull(now));
  }
}
