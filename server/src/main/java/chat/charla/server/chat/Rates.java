package chat.charla.server.chat;

import chat.charla.server.identity.Identity;
import chat.charla.server.identity.Identity.Session;
import chat.charla.server.identity.SessionStream;
import chat.charla.server.limit.AccountUsage;
import chat.charla.server.limit.Origin;
import chat.charla.server.limit.Quota;
import chat.charla.server.limit.RateLimiter;
import chat.charla.server.limit.RateLimiter.Charge;
import chat.charla.server.limit.RateLimiter.Excess;
import chat.charla.server.limit.RateSettings;
import chat.charla.server.limit.SessionUsage;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.v1.ErrorReason;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Applies the rate limits, and ends the stream of a session that floods. Owned by the core. */
final class Rates {
  private static final Duration DELAY_UNIT = Duration.ofMillis(1);

  private final RateLimiter limiter;
  private final Scheduler core;

  Rates(RateSettings settings, Scheduler core) {
    this.limiter = new RateLimiter(settings);
    this.core = core;
  }

  /**
   * Changes the rates of addresses, and the limit that defines flooding. The rates of sessions
   * stay.
   */
  void change(RateSettings settings) {
    limiter.change(settings);
  }

  /** Counts an action of this session, or returns the reason why the limit refuses it. */
  Optional<Refusal> use(Quota quota, Session session, Origin origin) {
    Optional<Refusal> excess = take(quota, session, origin, new Charge());
    excess.ifPresent(refusal -> refused(quota, session, refusal));
    return excess;
  }

  /**
   * The allowance for a send. The room or inbox that decides on the send also decides whether the
   * send counts.
   */
  Allowance allowance(Quota quota, Session session, Origin origin) {
    return allowance(quota, 1, session, origin);
  }

  /**
   * The allowance for a send that uses more than one unit of the quota, such as bytes.
   *
   * @param amount 1 or more
   */
  Allowance allowance(Quota quota, long amount, Session session, Origin origin) {
    return new Allowance() {
      private final Charge charge = new Charge(amount);

      @Override
      public Optional<Refusal> take() {
        return Rates.this.take(quota, session, origin, charge);
      }

      @Override
      public void giveBack() {
        limiter.giveBack(quota, usage(session), origin, charge, core.nanoTime());
      }
    };
  }

  /**
   * The allowance for an action of a client without a session. The caller gives it back if the
   * action does not count after all.
   */
  Allowance allowance(Quota quota, Origin origin) {
    return new Allowance() {
      private final Charge charge = new Charge();

      @Override
      public Optional<Refusal> take() {
        return limiter.use(quota, null, origin, charge, core.nanoTime()).map(Rates::refusal);
      }

      @Override
      public void giveBack() {
        limiter.giveBack(quota, null, origin, charge, core.nanoTime());
      }
    };
  }

  /**
   * Counts a refusal by a rate limit, and ignores other refusals. After too many counted refusals,
   * the open stream of the session ends.
   */
  void refused(Quota quota, Session session, Refusal refusal) {
    Duration delay = refusal.retryDelay();
    if (refusal.reason() != ErrorReason.ERROR_REASON_RATE_LIMITED || delay == null) {
      return;
    }
    limiter
        .refused(quota, usage(session), delay, core.nanoTime())
        .ifPresent(
            pause -> {
              SessionStream stream = session.stream();
              // End the stream in a later task, so that the refused command is answered first.
              core.execute(() -> endFlooding(stream, refusal.retryAfter(pause)));
            });
  }

  /** See {@link RateLimiter#isMoreThanHalfUsed}. */
  boolean isMoreThanHalfUsed(Quota quota, long amount, Session session, Origin origin) {
    return limiter.isMoreThanHalfUsed(quota, amount, usage(session), origin, core.nanoTime());
  }

  private Optional<Refusal> take(Quota quota, Session session, Origin origin, Charge charge) {
    return limiter.use(quota, usage(session), origin, charge, core.nanoTime()).map(Rates::refusal);
  }

  private SessionUsage usage(Session session) {
    SessionUsage known = session.usage();
    if (known == null) {
      known = limiter.newSession(core.nanoTime());
      session.setUsage(known);
    }
    AccountUsage account = accountUsage(session.identity());
    if (account != null) {
      known.countFor(account);
    }
    return known;
  }

  /** The usage of all sessions of the identity together; null if it has had only one session. */
  private @Nullable AccountUsage accountUsage(Identity identity) {
    AccountUsage known = identity.usage();
    if (known == null && identity.sessions().size() > 1) {
      known = limiter.newAccount();
      identity.setUsage(known);
    }
    return known;
  }

  /**
   * Counts an action of an unauthenticated caller, or returns the reason why the limit refuses it.
   */
  Optional<Refusal> use(Quota quota, Origin origin) {
    return limiter.use(quota, null, origin, core.nanoTime()).map(Rates::refusal);
  }

  /**
   * The reason why the limit now refuses all actions without a session from this origin; empty if
   * there is none. Counts nothing.
   */
  Optional<Refusal> refusal(Quota quota, Origin origin) {
    Duration wait = limiter.refusal(quota, origin, core.nanoTime());
    return wait.isZero()
        ? Optional.empty()
        : Optional.of(refusal(new Excess(quota, RateLimiter.Scope.ADDRESS, wait)));
  }

  private static void endFlooding(@Nullable SessionStream stream, Refusal refusal) {
    if (stream != null) {
      stream.endWhenAnswered(refusal);
    }
  }

  private static Refusal refusal(Excess excess) {
    return Refusal.rateLimited(
        excess.quota().tag(),
        excess.scope().name().toLowerCase(Locale.ROOT),
        // Rounded up, so that a retry after this delay is not too early.
        Duration.ofMillis(excess.delay().plus(DELAY_UNIT).minusNanos(1).toMillis()));
  }
}
