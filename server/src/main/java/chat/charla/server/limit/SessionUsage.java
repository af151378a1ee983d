package chat.charla.server.limit;

/**
 * What one session has used up, and whether it floods: it is refused and told to wait, and sends on
 * and on. Owned by whoever owns its {@link RateLimiter}, which alone changes it.
 */
public final class SessionUsage {
  private final RateSettings settings;
  private final Buckets buckets;

  /** When the wait ends that it was told. */
  private long waitEnd;

  /** How often it was refused in that wait. */
  private int refusals;

  /** Until then everything is refused, because it has flooded. */
  private long pauseEnd;

  SessionUsage(RateSettings settings, long now) {
    this.settings = settings;
    this.buckets = new Buckets(settings.perSession());
    this.waitEnd = now;
    this.pauseEnd = now;
  }

  long await(Quota quota, long now) {
    return Math.max(pauseEnd - now, buckets.await(quota, now));
  }

  void take(Quota quota, long now) {
    buckets.take(quota, now);
  }

  void giveBack(Quota quota, long now) {
    buckets.giveBack(quota, now);
  }

  /**
   * It was refused and told to wait for so long.
   *
   * @return whether that was once too often
   */
  boolean refused(long wait, long now) {
    refusals = waitEnd - now > 0 ? refusals + 1 : 1;
    waitEnd = now + Math.max(wait, waitEnd - now);
    if (settings.floodRefusals() == 0 || refusals <= settings.floodRefusals()) {
      return false;
    }
    refusals = 0;
    pauseEnd = now + settings.floodPause().toNanos();
    return true;
  }

  /** How long it is still refused everything, in nanoseconds; 0 or less if it is not. */
  long pause(long now) {
    return pauseEnd - now;
  }
}
