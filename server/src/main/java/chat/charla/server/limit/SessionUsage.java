package chat.charla.server.limit;

import java.util.EnumMap;
import java.util.Map;

/**
 * The usage of one session, and whether it floods: it keeps sending although refusals tell it to
 * wait. Changed only by its {@link RateLimiter}, and owned by the same thread.
 */
public final class SessionUsage {
  private final RateSettings settings;
  private final Buckets buckets;

  /**
   * The current retry delay of each quota: a session that waits for one may continue with others.
   */
  private final Map<Quota, Wait> waits = new EnumMap<>(Quota.class);

  /** Until this time everything is refused, because the session has flooded. */
  private long pauseEnd;

  private static final class Wait {
    /** When the announced retry delay ends. */
    private long end;

    /** The number of refusals within the delay. */
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
   * Records a refusal with this retry delay.
   *
   * @return whether the session floods now
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

  /**
   * The rest of the time in which everything is refused, in nanoseconds; 0 or less if it is over.
   */
  long pause(long now) {
    return pauseEnd - now;
  }
}
