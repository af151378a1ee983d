package chat.charla.server.identity;

import chat.charla.server.clock.ObservedTime;
import chat.charla.server.identity.Identity.Session;
import chat.charla.server.scheduling.PacedWork;
import chat.charla.server.scheduling.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiConsumer;

/**
 * Deletes guests and {@linkplain ProvisionalAccounts provisional accounts} that have been silent
 * for longer than the lifetime, and identities that left more than {@link #ENDED_RETENTION} ago.
 * Also removes sessions of accounts that have been silent for longer than the lifetime, and access
 * tokens that have expired. If many identities and sessions become silent for too long together,
 * {@link MassExpiry} delays their end. At most {@link #DELETED_AT_ONCE} deletions are in progress
 * at once. Owned by the core.
 */
public final class Expiry {
  private static final Duration MAX_INTERVAL = Duration.ofHours(1);

  /** How long the server remembers the token of an identity that has left. */
  private static final Duration ENDED_RETENTION = Duration.ofHours(1);

  /**
   * How many deletions may be in progress at once. Messages share transactions with the deletions,
   * so a larger number would delay messages.
   */
  private static final int DELETED_AT_ONCE = 32;

  private final Duration lifetime;
  private final Scheduler core;
  private final InstantSource clock;
  private final ObservedTime observed;
  private final Identities identities;
  private final Leases leases;
  private final MassExpiry massExpiry;
  private final Sessions sessions;
  private final ProvisionalAccounts provisional;
  private final PacedWork<Identity> deletions;
  private final PacedWork<Identity> sessionRemovals;

  /** Whether the mass expiry delays the end of silent identities and sessions now. */
  private boolean massExpiryDelays;

  /**
   * Creates an object that deletes nothing until {@link #start} is called.
   *
   * @param settings how long an identity may be silent before it expires
   * @param forget deletes an identity, and calls the task when its record is deleted
   */
  public Expiry(
      IdentitySettings settings,
      IdentityServices services,
      Identities identities,
      Leases leases,
      Sessions sessions,
      BiConsumer<Identity, Runnable> forget) {
    this.lifetime = settings.lifetime();
    this.core = services.core();
    this.clock = services.clock();
    this.observed = services.observed();
    this.identities = identities;
    this.leases = leases;
    this.sessions = sessions;
    this.provisional = new ProvisionalAccounts(settings.lifetime(), observed);
    this.sessionRemovals =
        new PacedWork<>(
            DELETED_AT_ONCE, (account, done) -> sessions.forget(account, this::isRemovable, done));
    this.massExpiry = new MassExpiry(settings.massExpiryDelay(), services);
    this.deletions =
        new PacedWork<>(
            DELETED_AT_ONCE,
            (identity, done) -> {
              if (isSilent(identity) || isLongEnded(identity)) {
                forget.accept(identity, done);
              } else {
                done.run();
              }
            });
  }

  /**
   * Starts to check periodically which identities have expired.
   *
   * @param massExpiryMillis the result of {@link IdentityStore#loadMassExpiryTime}
   */
  public void start(OptionalLong massExpiryMillis) {
    massExpiry.restore(massExpiryMillis);
    schedule();
  }

  private void schedule() {
    Duration quarter = lifetime.dividedBy(4);
    Duration interval = quarter.compareTo(MAX_INTERVAL) < 0 ? quarter : MAX_INTERVAL;
    core.schedule(
        interval,
        () -> {
          expire();
          schedule();
        });
  }

  /**
   * When the session expires if it stays silent; an access token expires at a fixed time. In
   * seconds since 1970, on the wall clock.
   */
  public long expirySeconds(Session session) {
    Instant now = clock.instant();
    OptionalLong expires = session.expireMillis();
    return expires.isPresent()
        ? now.plusMillis(expires.getAsLong() - observed.millis()).getEpochSecond()
        : now.minus(sessions.silence(session)).plus(lifetime).getEpochSecond();
  }

  private void expire() {
    if (!deletions.isIdle()) {
      return;
    }
    List<Identity> all = identities.all();
    provisional.confirmUsed(all);
    List<Identity> silent = all.stream().filter(this::isSilent).toList();
    List<Session> ofAccounts =
        all.stream()
            .filter(identity -> identity.isAccount() && !isSilent(identity))
            .flatMap(account -> account.sessions().stream())
            .toList();
    long silentSessions = ofAccounts.stream().filter(this::isSilent).count();
    massExpiryDelays =
        massExpiry.mustKeep(
            silent.size() + Math.toIntExact(silentSessions), all.size() + ofAccounts.size());
    if (!massExpiryDelays) {
      silent.forEach(deletions::add);
    }
    all.stream().filter(this::isLongEnded).forEach(deletions::add);
    if (sessionRemovals.isIdle()) {
      ofAccounts.stream()
          .filter(this::isRemovable)
          .map(Session::identity)
          .distinct()
          .forEach(sessionRemovals::add);
    }
  }

  private boolean isSilent(Identity identity) {
    return !identity.ended()
        && !identity.hasStream()
        && (identity.isAccount()
            ? provisional.hasExpired(identity)
            : leases.silence(identity).compareTo(lifetime) > 0);
  }

  private boolean isSilent(Session ofAccount) {
    return ofAccount.stored().getEndedMillis() == 0
        && !ofAccount.isAccessToken()
        && sessions.silence(ofAccount).compareTo(lifetime) > 0;
  }

  private boolean isRemovable(Session ofAccount) {
    long ended = ofAccount.stored().getEndedMillis();
    return ended == 0
        ? (!massExpiryDelays && isSilent(ofAccount)) || sessions.hasExpired(ofAccount)
        : ended < observed.millis() - ENDED_RETENTION.toMillis();
  }

  private boolean isLongEnded(Identity identity) {
    return identity.ended()
        && identity.record().value().getEndedMillis()
            < observed.millis() - ENDED_RETENTION.toMillis();
  }
}
