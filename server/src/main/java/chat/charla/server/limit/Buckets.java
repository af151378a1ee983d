package chat.charla.server.limit;

import java.util.EnumMap;
import java.util.Map;

/** The token buckets of one session or account. Creates each bucket when it is first needed. */
final class Buckets {
  private final Map<Quota, Rate> rates;
  private final Map<Quota, TokenBucket> buckets = new EnumMap<>(Quota.class);

  Buckets(Map<Quota, Rate> rates) {
    this.rates = rates;
  }

  /** See {@link TokenBucket#waitNanos}. */
  long waitNanos(Quota quota, long tokens, long now) {
    Rate rate = rates.getOrDefault(quota, Rate.UNLIMITED);
    return rate.isUnlimited()
        ? 0
        : buckets
            .computeIfAbsent(quota, first -> new TokenBucket(rate, quota.reopeningPart(), now))
            .waitNanos(tokens, now);
  }

  /** See {@link TokenBucket#take}. */
  void take(Quota quota, long tokens, long now) {
    TokenBucket bucket = buckets.get(quota);
    if (bucket != null) {
      bucket.take(tokens, now);
    }
  }

  /** See {@link TokenBucket#giveBack}. */
  void giveBack(Quota quota, long tokens, long now) {
    TokenBucket bucket = buckets.get(quota);
    if (bucket != null) {
      bucket.giveBack(tokens, now);
    }
  }

  /** See {@link TokenBucket#isMoreThanHalfUsed}. */
  boolean isMoreThanHalfUsed(Quota quota, long now) {
    TokenBucket bucket = buckets.get(quota);
    return bucket != null && bucket.isMoreThanHalfUsed(now);
  }
}
