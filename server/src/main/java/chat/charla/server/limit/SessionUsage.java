package chat.charla.server.limit;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How much of its rates one session has used, and whether it floods. A session floods if it
 * continues to send requests although refusals tell it to wait. Then the limiter refuses all its
 * actions during a pause. Further requests do not prolong the pause: the refusals have said when it
 * ends, and each program that uses the session repeats its action at that time. Only a {@link
 * RateLimiter} changes this object, on the thread that owns the limiter.
 */
public final class SessionUsage {
  private final Buckets buckets;

  /** The buckets that the session shares with the other sessions of its identity, if any. */
  private @Nullable AccountUsage account;

  /**
   * The current retry delay of each quota. A session that must wait for one quota may continue to
   * use the others.
   */
  private final Map<Quota, RetryDelay> retryDelays = new EnumMap<>(Quota.class);

  /** The limiter refuses all actions of the session until this time, because it has flooded. */
  private long pauseEnd;

  private static final class RetryDelay {
    /** When the announced retry delay ends. */
    private long end;

    /** The number of refusals within the delay. */
    private int refusals;

    RetryDelay(long now) {
      end = now;
    }
  }

  SessionUsage(RateSettings settings, long now) {
    this.buckets = new Buckets(settings.perSession());
    this.pauseEnd = now;
  }

  /** From now on, counts the session's actions for the rates of its account as well. */
  public void countFor(AccountUsage shared) {
    account = shared;
  }

  /** How long the session itself has to wait, in nanoseconds; 0 or less if it need not wait. */
  long waitNanos(Quota quota, long tokens, long now) {
    return Math.max(pauseEnd - now, buckets.waitNanos(quota, tokens, now));
  }

  /** How long all sessions of the account have to wait, in nanoseconds; 0 if they need not wait. */
  long accountWaitNanos(Quota quota, long tokens, long now) {
    return account == null ? 0 : account.buckets().waitNanos(quota, tokens, now);
  }

  void take(Quota quota, long tokens, long now) {
    buckets.take(quota, tokens, now);
    if (account != null) {
      account.buckets().take(quota, tokens, now);
    }
  }

  void giveBack(Quota quota, long tokens, long now) {
    buckets.giveBack(quota, tokens, now);
    if (account != null) {
      account.buckets().giveBack(quota, tokens, now);
    }
  }

  boolean isMoreThanHalfUsed(Quota quota, long now) {
    return buckets.isMoreThanHalfUsed(quota, now)
        || (account != null && account.buckets().isMoreThanHalfUsed(quota, now));
  }

  /**
   * Records a refusal with this retry delay.
   *
   * @param settings the present settings, which define flooding
   * @return whether a pause begins, because the session floods now
   */
  boolean refused(Quota quota, long delay, RateSettings settings, long now) {
    if (pause(now) > 0) {
      return false;
    }
    RetryDelay wait = retryDelays.computeIfAbsent(quota, first -> new RetryDelay(now));
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
   * How long the limiter will still refuse all actions of the session, in nanoseconds; 0 or less if
   * it allows them.
   */
  long pause(long now) {
    return pauseEnd - now;
  }
}
