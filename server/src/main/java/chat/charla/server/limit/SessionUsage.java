package chat.charla.server.limit;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How much of its rates one session has used, and whether it floods. A session floods if it
 * continues to send requests although refusals tell it to wait. Then all its actions are refused
 * for a while. Nothing prolongs this pause: the refusals have said when it ends, and each program
 * that uses the session repeats its action at that time. Only a {@link RateLimiter} changes this
 * object, on the thread that owns the limiter.
 */
public final class SessionUsage {
  private final Buckets buckets;

  /** The buckets that the session shares with the other sessions of its identity, if any. */
  private @Nullable AccountUsage account;

  /**
   * The current retry delay of each quota. A session that must wait for one quota may continue to
   * use the others.
   */
  private final Map<Quota, Wait> waits = new EnumMap<>(Quota.class);

  /** Until this time, all actions of the session are refused, because it has flooded. */
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
    this.buckets = new Buckets(settings.perSession());
    this.pauseEnd = now;
  }

  /** Makes the session count for the rates of its account as well, from now on. */
  public void countFor(AccountUsage shared) {
    account = shared;
  }

  /** How long the session itself has to wait, in nanoseconds; 0 or less if it need not wait. */
  long await(Quota quota, long tokens, long now) {
    return Math.max(pauseEnd - now, buckets.await(quota, tokens, now));
  }

  /** How long all sessions of the account have to wait, in nanoseconds; 0 if they need not wait. */
  long awaitAccount(Quota quota, long tokens, long now) {
    return account == null ? 0 : account.buckets().await(quota, tokens, now);
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
   * How long all actions of the session will still be refused, in nanoseconds; 0 or less if they
   * are allowed.
   */
  long pause(long now) {
    return pauseEnd - now;
  }
}
