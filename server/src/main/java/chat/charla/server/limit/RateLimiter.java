package chat.charla.server.limit;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether an action is allowed now. Not thread-safe. The memory is bounded: each session
 * owns one {@link SessionUsage}, and the limiter has {@link PrefixBuckets} for addresses.
 *
 * <p>Times are nanoseconds of one monotonic clock.
 */
public final class RateLimiter {
  private RateSettings settings;

  /**
   * A table for each prefix size, so that a client with many addresses cannot evict shorter
   * prefixes.
   */
  private final Map<Prefix.Size, PrefixBuckets> addresses = new EnumMap<>(Prefix.Size.class);

  /** What a limit applies to. */
  public enum Scope {
    SESSION,
    ACCOUNT,
    ADDRESS
  }

  /**
   * A refusal because of a limit.
   *
   * @param delay how long actions of this kind will be refused
   */
  public record Excess(Quota quota, Scope scope, Duration delay) {}

  /**
   * How many units one action uses, and from which shares the units were taken, so that {@link
   * #giveBack} can return them to the same shares.
   */
  public static final class Charge {
    private final long amount;

    /** The prefixes for which the use was taken from the session's own share. */
    private final Set<Prefix> ownShares = new HashSet<>(0);

    /** The charge for one action. */
    public Charge() {
      this(1);
    }

    /**
     * The charge for an action that takes more than one unit of its quota, such as bytes.
     *
     * @param amount 1 or more
     */
    public Charge(long amount) {
      this.amount = amount;
    }
  }

  public RateLimiter(RateSettings settings) {
    this.settings = settings;
    for (Prefix.Size size : Prefix.Size.values()) {
      addresses.put(size, new PrefixBuckets(settings.perAddress(), size));
    }
  }

  /**
   * Changes the rates of addresses, and the limit that defines flooding. The rates of sessions
   * stay. If a rate of addresses changes, its counts start again at zero; the counts of the other
   * rates stay.
   */
  public void change(RateSettings changed) {
    addresses.values().forEach(buckets -> buckets.change(changed.perAddress()));
    settings =
        new RateSettings(
            settings.perSession(),
            changed.perAddress(),
            changed.floodRefusals(),
            changed.floodPause());
  }

  /** The usage of a new session, which has used nothing. */
  public SessionUsage newSession(long now) {
    return new SessionUsage(settings, now);
  }

  /** The usage of an account whose sessions have used nothing. */
  public AccountUsage newAccount() {
    return new AccountUsage(settings);
  }

  /**
   * Counts one more action of this kind, if the limits allow it; a refused action does not count.
   *
   * @param session the session that acts; null if the client has no valid session
   * @param origin the client's origin
   * @return empty if the action is allowed; otherwise the limit that refuses it
   */
  public Optional<Excess> use(
      Quota quota, @Nullable SessionUsage session, Origin origin, long now) {
    return use(quota, session, origin, new Charge(), now);
  }

  /**
   * Like {@link #use(Quota, SessionUsage, Origin, long)}, for an action that may be given back, or
   * that uses more than one unit.
   *
   * @param charge has the number of units; this method adds the shares from which they were taken
   */
  public Optional<Excess> use(
      Quota quota, @Nullable SessionUsage session, Origin origin, Charge charge, long now) {
    long sessionWait = session == null ? 0 : session.waitNanos(quota, charge.amount, now);
    long accountWait = session == null ? 0 : session.accountWaitNanos(quota, charge.amount, now);
    long ownWait = Math.max(sessionWait, accountWait);
    long addressWait = addressWait(quota, charge.amount, session, origin, ownWait > 0, now);
    long wait = Math.max(ownWait, addressWait);
    if (wait <= 0) {
      if (session != null) {
        session.take(quota, charge.amount, now);
      }
      for (Prefix prefix : origin.prefixes()) {
        SharedBuckets buckets = known(prefix);
        if (buckets != null && buckets.take(quota, session, charge.amount, now)) {
          charge.ownShares.add(prefix);
        }
      }
      return Optional.empty();
    }
    Scope ownScope = sessionWait >= accountWait ? Scope.SESSION : Scope.ACCOUNT;
    Scope scope = ownWait >= addressWait ? ownScope : Scope.ADDRESS;
    return Optional.of(new Excess(quota, scope, Duration.ofNanos(wait)));
  }

  /**
   * The longest wait among the prefixes. If one prefix refuses the action, this method stores no
   * new prefix; otherwise a client that is refused for its /64 could fill the memory with addresses
   * of that /64.
   */
  private long addressWait(
      Quota quota,
      long amount,
      @Nullable SessionUsage session,
      Origin origin,
      boolean refusedAlready,
      long now) {
    if (settings.perAddress().isEmpty()) {
      return 0;
    }
    long longest = 0;
    for (Prefix prefix : origin.prefixes()) {
      boolean refused = refusedAlready || longest > 0;
      SharedBuckets buckets = refused ? known(prefix) : bucketsOfSize(prefix).get(prefix, now);
      longest =
          Math.max(longest, buckets == null ? 0 : buckets.waitNanos(quota, session, amount, now));
    }
    return longest;
  }

  /**
   * How long actions of this kind without a session are refused for this origin; zero if they are
   * allowed. This method counts no action.
   */
  public Duration refusal(Quota quota, Origin origin, long now) {
    long wait = addressWait(quota, 1, null, origin, true, now);
    return wait <= 0 ? Duration.ZERO : Duration.ofNanos(wait);
  }

  /**
   * Whether the session or its account has used more than half of its bucket. Also true if the
   * session would have to borrow the amount from the common bucket of a prefix, and that bucket is
   * more than half used. This method counts no action.
   *
   * @param amount how many units the session is about to use
   */
  public boolean isMoreThanHalfUsed(
      Quota quota, long amount, SessionUsage session, Origin origin, long now) {
    if (session.isMoreThanHalfUsed(quota, now)) {
      return true;
    }
    for (Prefix prefix : origin.prefixes()) {
      SharedBuckets buckets = known(prefix);
      if (buckets != null && buckets.isMoreThanHalfUsed(quota, session, amount, now)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Gives back the units that {@link #use} has taken for an action that did not happen.
   *
   * @param session the session that was passed to {@link #use}
   * @param charge the charge that was passed to {@link #use}
   */
  public void giveBack(
      Quota quota, @Nullable SessionUsage session, Origin origin, Charge charge, long now) {
    if (session != null) {
      session.giveBack(quota, charge.amount, now);
    }
    for (Prefix prefix : origin.prefixes()) {
      SharedBuckets buckets = known(prefix);
      if (buckets != null) {
        boolean own = charge.ownShares.remove(prefix);
        buckets.giveBack(quota, session, charge.amount, own, now);
      }
    }
  }

  /**
   * Records that a session was refused because of an {@link Excess}.
   *
   * @return how long all actions of the session are refused from now on, if the session begins to
   *     flood with this refusal; otherwise empty
   */
  public Optional<Duration> refused(Quota quota, SessionUsage session, Duration delay, long now) {
    return session.refused(quota, delay.toNanos(), settings, now)
        ? Optional.of(Duration.ofNanos(session.pause(now)))
        : Optional.empty();
  }

  /** The number of prefixes stored. */
  int prefixes() {
    return addresses.values().stream().mapToInt(PrefixBuckets::size).sum();
  }

  private PrefixBuckets bucketsOfSize(Prefix prefix) {
    return Objects.requireNonNull(addresses.get(prefix.size()));
  }

  private @Nullable SharedBuckets known(Prefix prefix) {
    return bucketsOfSize(prefix).known(prefix);
  }
}
