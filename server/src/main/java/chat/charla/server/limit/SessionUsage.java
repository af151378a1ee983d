package chat.charla.server.limit;

import java.util.EnumMap;
import java.util.Map;

/**
 * What one session has used up, and whether it floods: it is refused and told to wait, and sends on
 * and on. Owned by whoever owns its {@link RateLimiter}, which alone changes it.
 */
public final class SessionUsage {
  private final RateSettings settings;
  private final Buckets buckets;

  /** The present wait of each kind: who waits with one may go on with others. */
  private final Map<Quota, Wait> waits = new EnumMap<>(Quota.class);

  /** Until then everything is refused, because it has flooded. */
  private long pauseEnd;

  private static final class Wait {
    /** When it ends, as it was told. */
    private long end;

    /** How often it was refused in that time. */
    private int refusals;

    Wait(long now) {
      end = now;
    }
  }

  SessionUsage(RateSettings settings, long now) {
    this.settings = settings;
    this.buckets = new Buckets(settings.perSession());
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
  boolean refused(Quota quota, long delay, long now) {
    Wait wait = waits.computeIfAbsent(quota, first -> new Wait(now));
    wait.refusals = wait.end - now > 0 ? wait.refusals + 1 : 1;
    wait.end = now + Math.max(delay, wait.end - now);
    if (settings.floodRefusals() == 0 || wait.refusals <= settings.floodRefusals()) {
      return false;
    }
    wait.refusals = 0;
    pauseEnd = now + settings.floodPause().toNanos();
    return true;
  }

  /** How long it is still refused everything, in nanoseconds; 0 or less if it is not. */
  long pause(long now) {
    return pauseEnd - now;
  }
}
