package chat.charla.server.limit;

import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What all sessions of one address may do of one kind, divided among them. Each has an assured
 * share: the address's rate, divided by the number of sessions that are using theirs. What they
 * leave unused goes to the first that asks.
 *
 * <p>It is a token bucket of two levels, as in M. Devera's "Hierarchical token bucket theory" (HTB,
 * 2002): a session takes from its own bucket, or borrows from the common one, and whatever is taken
 * counts in the common one, which may be overdrawn by what is assured. The buckets of the sessions
 * refill in a virtual time that passes so many times slower as there are sessions whose bucket is
 * not full, as in generalized processor sharing (A. K. Parekh and R. G. Gallager, "A Generalized
 * Processor Sharing Approach to Flow Control in Integrated Services Networks", 1993): so all
 * assured shares together are never more than the address's rate.
 *
 * <p>It follows that a session that stays within its share is never refused, whatever the others
 * do; that many sessions of one person get as many shares; and that what is done without a session
 * is refused first. All together do no more than the rate in the long run, and at once its count
 * and the burst of each session.
 *
 * <p>Times are nanoseconds of one monotonic clock. Not thread-safe; remembers the sessions whose
 * bucket is not full.
 */
final class FairShare {
  /** A session may do one in so many of what the whole address may do at once. */
  private static final int BURSTS = 100;

  private final TokenBucket common;

  /** In which one token comes back, if one session alone is using its share. */
  private final long interval;

  private final long capacity;

  /** So much of a share has to be back for who is refused. */
  private final long opening;

  private final Map<SessionUsage, Share> using = new IdentityHashMap<>();
  private final TreeSet<Share> byEnd =
      new TreeSet<>(
          Comparator.<Share>comparingLong(each -> each.fullAt).thenComparing(each -> each.number));

  private long lastNumber;
  private long realTime;
  private long virtualTime;

  /** The bucket of one session, which is not full. Changed only while it is not in the set. */
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

  /** Nothing has been done yet. The rate has a limit. */
  FairShare(Rate rate, long now) {
    int burst = Math.max(1, rate.count() / BURSTS);
    this.common = new TokenBucket(rate, now);
    this.interval = rate.period().toNanos() / rate.count();
    this.capacity = interval * burst;
    this.opening = interval * Math.max(1, burst / 2);
    this.realTime = now;
  }

  /**
   * How long this session can do nothing more, in nanoseconds; 0 if it can do one.
   *
   * @param session null for what is done without one: that has no share of its own
   */
  long await(@Nullable SessionUsage session, long now) {
    advance(now);
    if (session == null) {
      return common.await(now);
    }
    long missing = missing(session);
    if (missing + interval <= capacity) {
      return 0;
    }
    long wait = common.await(now);
    return wait <= 0 ? 0 : Math.min(wait, (missing - capacity + opening) * using.size());
  }

  /**
   * Does one, which it can.
   *
   * @return whether it was of the session's own share; if not, it was borrowed
   */
  boolean take(@Nullable SessionUsage session, long now) {
    advance(now);
    common.take(now);
    if (session == null) {
      return false;
    }
    long missing = missing(session);
    boolean own = missing + interval <= capacity;
    if (own) {
      set(session, missing + interval);
    }
    return own;
  }

  /**
   * What was counted has not been done after all.
   *
   * @param own whether it was of the session's own share, as {@link #take} has told
   */
  void giveBack(SessionUsage session, boolean own, long now) {
    advance(now);
    common.giveBack(now);
    if (own) {
      set(session, Math.max(0, missing(session) - interval));
    }
  }

  /** Whether nothing need be remembered. */
  boolean isFull(long now) {
    advance(now);
    return using.isEmpty() && common.isFull(now);
  }

  private long missing(SessionUsage session) {
    Share share = using.get(session);
    return share == null ? 0 : share.fullAt - virtualTime;
  }

  private void set(SessionUsage session, long missing) {
    Share share = using.remove(session);
    if (share != null) {
      byEnd.remove(share);
    }
    if (missing > 0) {
      Share changed = share == null ? new Share(session, ++lastNumber, 0) : share;
      changed.fullAt = virtualTime + missing;
      using.put(session, changed);
      byEnd.add(changed);
    }
  }

  /** Lets the virtual time pass; the fewer are using their shares, the faster. */
  private void advance(long now) {
    while (!byEnd.isEmpty()) {
      Share next = byEnd.first();
      long count = byEnd.size();
      long passed = (now - realTime) / count;
      if (passed < next.fullAt - virtualTime) {
        // What the division leaves passes the next time.
        virtualTime += passed;
        realTime += passed * count;
        return;
      }
      realTime += (next.fullAt - virtualTime) * count;
      virtualTime = next.fullAt;
      byEnd.remove(next);
      using.remove(next.session);
    }
    realTime = now;
  }
}
