package chat.charla.server.limit;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether something may be done now. Not thread-safe; what it keeps is bounded: a {@link
 * SessionUsage} for each session, which the session owns, and the last {@value #MAX_ADDRESSES}
 * addresses.
 *
 * <p>Times are nanoseconds of one monotonic clock.
 */
public final class RateLimiter {
  /** Beyond so many, the address of which nothing was heard for the longest time is let off. */
  static final int MAX_ADDRESSES = 100_000;

  /** How many are looked at, for each that is new, whether they can be forgotten. */
  private static final int SWEPT_AT_ONCE = 2;

  private final RateSettings settings;

  /** The least recently used first. Those whose buckets are full are the same as none. */
  private final Map<Origin, Buckets> addresses = new LinkedHashMap<>(16, 0.75f, true);

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

  public RateLimiter(RateSettings settings) {
    this.settings = settings;
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
    Buckets address = address(origin, now);
    long sessionWait = session == null ? 0 : session.await(quota, now);
    long addressWait = address == null ? 0 : address.await(quota, now);
    if (sessionWait <= 0 && addressWait <= 0) {
      if (session != null) {
        session.take(quota, now);
      }
      if (address != null) {
        address.take(quota, now);
      }
      return Optional.empty();
    }
    long wait = Math.max(sessionWait, addressWait);
    Scope scope = sessionWait >= addressWait ? Scope.SESSION : Scope.ADDRESS;
    return Optional.of(new Excess(quota, scope, Duration.ofNanos(wait)));
  }

  /** What was counted by {@link #use} has not been done after all. */
  public void giveBack(Quota quota, SessionUsage session, Origin origin, long now) {
    session.giveBack(quota, now);
    Buckets address = addresses.get(origin);
    if (address != null) {
      address.giveBack(quota, now);
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

  /** How many addresses are remembered. */
  int addresses() {
    return addresses.size();
  }

  private @Nullable Buckets address(Origin origin, long now) {
    if (origin.isExempt() || settings.perAddress().isEmpty()) {
      return null;
    }
    Buckets known = addresses.get(origin);
    if (known != null) {
      return known;
    }
    sweep(now);
    Buckets created = new Buckets(settings.perAddress());
    addresses.put(origin, created);
    return created;
  }

  private void sweep(long now) {
    Iterator<Buckets> eldest = addresses.values().iterator();
    for (int i = 0; i < SWEPT_AT_ONCE && eldest.hasNext(); i++) {
      if (eldest.next().areFull(now) || addresses.size() >= MAX_ADDRESSES) {
        eldest.remove();
      }
    }
  }
}
