package chat.charla.server.limit;

/**
 * How much all sessions of one identity together have used of their common rates. Only a {@link
 * RateLimiter} changes this object, on the thread that owns the limiter.
 */
public final class AccountUsage {
  private final Buckets buckets;

  AccountUsage(RateSettings settings) {
    this.buckets = new Buckets(settings.perAccount());
  }

  Buckets buckets() {
    return buckets;
  }
}
