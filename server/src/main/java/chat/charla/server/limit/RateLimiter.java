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
 * Decides whether something may be done now. Not thread-safe; what it keeps is bounded: a {@link
 * SessionUsage} for each session, which the session owns, and {@link PrefixBuckets} for addresses.
 *
 * <p>Times are nanoseconds of one monotonic clock.
 */
public final class RateLimiter {
  private final RateSettings settings;

  /** Each size by itself: a client with many addresses has no larger prefix forgotten. */
  private final Map<Prefix.Size, PrefixBuckets> addresses = new EnumMap<>(Prefix.Size.class);

  /** Whose limit it is. */
  public enum Scope {
    SESSION,
    ADDRESS
  }

  /**
   * Too much.
   *
   * @param delay how long everything of this kind is refused
   */
  public record Excess(Quota quota, Scope scope, Duration delay) {}

  /** Of what one use was taken, so that just that is given back. */
  public static final class Charge {
    /** The prefixes of its origin where it was of the session's own share. */
    private final Set<Prefix> ownShares = new HashSet<>(0);
  }

  public RateLimiter(RateSettings settings) {
    this.settings = settings;
    for (Prefix.Size size : Prefix.Size.values()) {
      addresses.put(size, new PrefixBuckets(settings.perAddress(), size));
    }
  }

  /** What a new session has used up. */
  public SessionUsage newSession(long now) {
    return new SessionUsage(settings, now);
  }

  /**
   * Counts one more of this kind, unless that is too much: then it counts for nothing.
   *
   * @param session who does it; null if nobody is proven
   * @param origin from where
   */
  public Optional<Excess> use(
      Quota quota, @Nullable SessionUsage session, Origin origin, long now) {
    return use(quota, session, origin, new Charge(), now);
  }

  /**
   * The same, so that it can be given back.
   *
   * @param charge notes of what it is taken
   */
  public Optional<Excess> use(
      Quota quota, @Nullable SessionUsage session, Origin origin, Charge charge, long now) {
    long sessionWait = session == null ? 0 : session.await(quota, now);
    long addressWait = addressWait(quota, session, origin, sessionWait > 0, now);
    if (sessionWait <= 0 && addressWait <= 0) {
      if (session != null) {
        session.take(quota, now);
      }
      for (Prefix prefix : origin.prefixes()) {
        SharedBuckets buckets = known(prefix);
        if (buckets != null && buckets.take(quota, session, now)) {
          charge.ownShares.add(prefix);
        }
      }
      return Optional.empty();
    }
    long wait = Math.max(sessionWait, addressWait);
    Scope scope = sessionWait >= addressWait ? Scope.SESSION : Scope.ADDRESS;
    return Optional.of(new Excess(quota, scope, Duration.ofNanos(wait)));
  }

  /**
   * The longest wait of its prefixes. A prefix that is not known yet is not remembered for what is
   * refused anyway: otherwise a /64 that is refused could fill the memory with its addresses.
   */
  private long addressWait(
      Quota quota,
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
      SharedBuckets buckets = refused ? known(prefix) : sized(prefix).get(prefix, now);
      longest = Math.max(longest, buckets == null ? 0 : buckets.await(quota, session, now));
    }
    return longest;
  }

  /**
   * How long this is refused there, however often it is done; zero if it is not. Counts nothing.
   */
  public Duration refusal(Quota quota, Origin origin, long now) {
    long wait = addressWait(quota, null, origin, true, now);
    return wait <= 0 ? Duration.ZERO : Duration.ofNanos(wait);
  }

  /**
   * What was counted by {@link #use} has not been done after all.
   *
   * @param charge what was noted then
   */
  public void giveBack(Quota quota, SessionUsage session, Origin origin, Charge charge, long now) {
    session.giveBack(quota, now);
    for (Prefix prefix : origin.prefixes()) {
      SharedBuckets buckets = known(prefix);
      if (buckets != null) {
        buckets.giveBack(quota, session, charge.ownShares.remove(prefix), now);
      }
    }
  }

  /**
   * Notes that a session was refused for {@link Excess}, and told so.
   *
   * @return how long it is refused everything, if that was once too often
   */
  public Optional<Duration> refused(Quota quota, SessionUsage session, Duration delay, long now) {
    return session.refused(quota, delay.toNanos(), now)
        ? Optional.of(Duration.ofNanos(session.pause(now)))
        : Optional.empty();
  }

  /** How many prefixes are remembered. */
  int prefixes() {
    return addresses.values().stream().mapToInt(PrefixBuckets::size).sum();
  }

  private PrefixBuckets sized(Prefix prefix) {
    return Objects.requireNonNull(addresses.get(prefix.size()));
  }

  private @Nullable SharedBuckets known(Prefix prefix) {
    return sized(prefix).known(prefix);
  }
}
