package chat.charla.server.session;

import chat.charla.server.limit.Origin;
import chat.charla.server.limit.Quota;
import chat.charla.server.limit.RateLimiter;
import chat.charla.server.limit.RateLimiter.Charge;
import chat.charla.server.limit.RateLimiter.Excess;
import chat.charla.server.limit.RateSettings;
import chat.charla.server.limit.SessionUsage;
import chat.charla.server.room.Allowance;
import chat.charla.server.room.Rejection;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.v1.ErrorReason;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what comes too fast, and ends the stream of whoever goes on in spite of it. Owned by the
 * core.
 */
final class Throttle {
  private static final Duration GRAIN = Duration.ofMillis(1);

  private final RateLimiter limiter;
  private final Scheduler core;

  Throttle(RateSettings settings, Scheduler core) {
    this.limiter = new RateLimiter(settings);
    this.core = core;
  }

  /** Why this identity may not do that now; empty if it may, which counts. */
  Optional<Rejection> use(Quota quota, Identity identity, Origin origin) {
    Optional<Rejection> excess = take(quota, identity, origin, new Charge());
    excess.ifPresent(rejection -> refused(quota, identity, rejection));
    return excess;
  }

  /** As {@link #use} for a send, of which it is only found out later what it counts for. */
  Allowance allowance(Quota quota, Identity identity, Origin origin) {
    return new Allowance() {
      private final Charge charge = new Charge();

      @Override
      public Optional<Rejection> take() {
        return Throttle.this.take(quota, identity, origin, charge);
      }

      @Override
      public void giveBack() {
        limiter.giveBack(quota, usage(identity), origin, charge, core.nanoTime());
      }
    };
  }

  /** This identity is told that it was too much; should it have been told too often, it pauses. */
  void refused(Quota quota, Identity identity, Rejection rejection) {
    Duration delay = rejection.retryDelay();
    if (rejection.reason() != ErrorReason.ERROR_REASON_RATE_LIMITED || delay == null) {
      return;
    }
    limiter
        .refused(quota, usage(identity), delay, core.nanoTime())
        .ifPresent(
            pause -> {
              Conversation flooded = identity.conversation();
              // Not at once: what is refused now is answered first.
              core.execute(() -> close(flooded, rejection.retryAfter(pause)));
            });
  }

  private Optional<Rejection> take(Quota quota, Identity identity, Origin origin, Charge charge) {
    return limiter
        .use(quota, usage(identity), origin, charge, core.nanoTime())
        .map(Throttle::rejection);
  }

  private SessionUsage usage(Identity identity) {
    SessionUsage known = identity.usage();
    if (known == null) {
      known = limiter.newSession(core.nanoTime());
      identity.usage(known);
    }
    return known;
  }

  /** Why somebody who has proven nothing may not do that now; empty if it may, which counts. */
  Optional<Rejection> use(Quota quota, Origin origin) {
    return limiter.use(quota, null, origin, core.nanoTime()).map(Throttle::rejection);
  }

  /** Why that is refused to every newcomer there; empty if it is not. It counts for nothing. */
  Optional<Rejection> refusal(Quota quota, Origin origin) {
    Duration wait = limiter.refusal(quota, origin, core.nanoTime());
    return wait.isZero()
        ? Optional.empty()
        : Optional.of(rejection(new Excess(quota, RateLimiter.Scope.ADDRESS, wait)));
  }

  private static void close(@Nullable Conversation flooded, Rejection why) {
    if (flooded != null) {
      flooded.endWhenAnswered(why);
    }
  }

  private static Rejection rejection(Excess excess) {
    return Rejection.rateLimited(
        excess.quota().tag(),
        excess.scope().name().toLowerCase(Locale.ROOT),
        // Rounded up: whoever comes back at that time is not too early.
        Duration.ofMillis(excess.delay().plus(GRAIN).minusNanos(1).toMillis()));
  }
}
