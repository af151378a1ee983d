package chat.charla.server.limit;

/**
 * How much of their common rates all sessions of one identity have used. Only a {@link RateLimiter}
 * changes this object, on the thread that owns the limiter.
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
