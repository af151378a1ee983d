package chat.charla.server.limit;

import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Divides the rate of one address among its sessions, for one quota. Each session has an assured
 * share: the address's rate divided by the number of sessions that are using their shares. The
 * unused rest goes to the sessions that request it first.
 *
 * <p>This is a hierarchical token bucket with two levels, as in M. Devera's "Hierarchical token
 * bucket theory" (HTB, 2002): a session takes a token from its own bucket or borrows one from the
 * common bucket. Every use also counts in the common bucket, which assured uses may overdraw. The
 * buckets of the sessions refill in a virtual time. If n sessions have a bucket that is not full,
 * virtual time is n times slower than real time, as in generalized processor sharing (A. K. Parekh
 * and R. G. Gallager, "A Generalized Processor Sharing Approach to Flow Control in Integrated
 * Services Networks", 1993). So all assured shares together never exceed the rate of the address.
 *
 * <p>Consequences: a session that stays within its share is never refused, even if other sessions
 * use more than their shares; a user with many sessions gets one share for each session; and
 * actions without a session are refused first. In the long run all sessions together stay within
 * the rate; a burst is at most the rate's count plus the burst of each session.
 *
 * <p>Times are nanoseconds of one monotonic clock. Not thread-safe. Only sessions whose bucket is
 * not full are stored.
 */
final class FairShare {
  private final TokenBucket common;

  /** The time in which one token is refilled if a single session is using its share. */
  private final long interval;

  private final long capacity;

  /**
   * How much of a refused session's share must refill before the session may continue, as a time in
   * nanoseconds.
   */
  private final long reopening;

  private final Map<SessionUsage, Share> nonFullShares = new IdentityHashMap<>();
  private final TreeSet<Share> byEnd =
      new TreeSet<>(
          Comparator.<Share>comparingLong(each -> each.fullAt).thenComparing(each -> each.number));

  private long lastNumber;
  private long realTime;
  private long virtualTime;

  /**
   * The bucket of one session, stored while the bucket is not full. This object must not change
   * while {@link #byEnd} contains it, because that set is sorted by {@code fullAt}.
   */
  private static final class Share {
    private final SessionUsage session;
    private final long number;
    private long fullAt;

    Share(SessionUsage session, long number, long fullAt) {
      this.session = session;
      this.number = number;
      this.fullAt = fullAt;
    }
  }

  /** Creates full buckets. The rate must not be unlimited. */
  FairShare(Quota quota, Rate rate, long now) {
    long burst = Math.max(1, rate.count() / quota.burstPart());
    this.common = new TokenBucket(rate, quota.reopeningPart(), now);
    this.interval = rate.interval();
    this.capacity = interval * burst;
    this.reopening = interval * Math.max(1, burst / 2);
    this.realTime = now;
  }

  /**
   * How long this session must wait for this many tokens, in nanoseconds; 0 or less if the session
   * need not wait. If a use takes more tokens than fit into the session's bucket, the session
   * borrows all of them.
   *
   * @param session null for a use without a session; such a use has no share of its own
   */
  long waitNanos(@Nullable SessionUsage session, long tokens, long now) {
    advance(now);
    if (hasOwn(session, tokens)) {
      return 0;
    }
    long wait = common.waitNanos(tokens, now);
    long cost = cost(tokens);
    if (wait <= 0 || session == null || cost > capacity) {
      return Math.max(0, wait);
    }
    long lacking = missing(session) - capacity + Math.max(reopening, cost);
    return Math.min(wait, lacking * nonFullShares.size());
  }

  /**
   * Takes tokens. The caller must have called {@link #waitNanos}, which must have returned 0 or
   * less.
   *
   * @return true if the tokens were from the session's own share; false if they were borrowed from
   *     the common bucket
   */
  boolean take(@Nullable SessionUsage session, long tokens, long now) {
    advance(now);
    common.take(tokens, now);
    boolean fromOwnShare = hasOwn(session, tokens);
    if (fromOwnShare && session != null) {
      set(session, missing(session) + cost(tokens));
    }
    return fromOwnShare;
  }

  /**
   * Returns tokens that were taken for a use that did not happen.
   *
   * @param fromOwnShare whether the tokens were from the session's own share, as {@link #take}
   *     returned
   */
  void giveBack(@Nullable SessionUsage session, long tokens, boolean fromOwnShare, long now) {
    advance(now);
    common.giveBack(tokens, now);
    if (fromOwnShare && session != null) {
      set(session, Math.max(0, missing(session) - cost(tokens)));
    }
  }

  /**
   * Whether more than half of the common bucket is used and the session would have to borrow this
   * many tokens.
   */
  boolean isMoreThanHalfUsed(SessionUsage session, long tokens, long now) {
    advance(now);
    return common.isMoreThanHalfUsed(now) && !hasOwn(session, tokens);
  }

  private boolean hasOwn(@Nullable SessionUsage session, long tokens) {
    return session != null && missing(session) + cost(tokens) <= capacity;
  }

  private long cost(long tokens) {
    return TokenBucket.cost(interval, tokens);
  }

  /** Whether all buckets are full, so that this object can be dropped. */
  boolean isFull(long now) {
    advance(now);
    return nonFullShares.isEmpty() && common.isFull(now);
  }

  private long missing(SessionUsage session) {
    Share share = nonFullShares.get(session);
    return share == null ? 0 : share.fullAt - virtualTime;
  }

  private void set(SessionUsage session, long missing) {
    Share share = nonFullShares.remove(session);
    if (share != null) {
      byEnd.remove(share);
    }
    if (missing > 0) {
      Share changed = share == null ? new Share(session, ++lastNumber, 0) : share;
      changed.fullAt = virtualTime + missing;
      nonFullShares.put(session, changed);
      byEnd.add(changed);
    }
  }

  /** Advances the virtual time, which runs faster when fewer sessions are using their shares. */
  private void advance(long now) {
    while (!byEnd.isEmpty()) {
      Share next = byEnd.first();
      long count = byEnd.size();
      long passed = (now - realTime) / count;
      if (passed < next.fullAt - virtualTime) {
        // The remainder of the division is carried over to the next call.
        virtualTime += passed;
        realTime += passed * count;
        return;
      }
      realTime += (next.fullAt - virtualTime) * count;
      virtualTime = next.fullAt;
      byEnd.remove(next);
      nonFullShares.remove(next.session);
    }
    realTime = now;
  }
}
