package chat.charla.server.session;

import chat.charla.server.limit.CapShares;
import chat.charla.server.limit.Occasionally;
import chat.charla.server.limit.Origin;
import chat.charla.server.room.Rejection;
import chat.charla.server.scheduling.Scheduler;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Limits the number of identities, and keeps the last tenth of the places for addresses that have
 * made few. Owned by the core.
 *
 * <p>When nine tenths of the places are taken, a newcomer is refused if its address has made more
 * than a hundredth of all. For each newcomer that is let in, unused identities are ended: those
 * that have neither opened a stream nor sent a message, after their lease, the longest unheard
 * first. Both take constant time, because any client can cause them at any rate.
 *
 * <p>Addresses are not stored, so what an address has made before this process does not count.
 */
final class IdentityLimit {
  private static final Logger LOG = System.getLogger(IdentityLimit.class.getName());

  /** For each newcomer. More than one, so that the last tenth becomes free. */
  private static final int ENDED_AT_ONCE = 2;

  private final int most;
  private final boolean exemptIsOneAddress;
  private final Duration patience;
  private final Identities identities;
  private final Leases leases;
  private final Consumer<Identity> forget;
  private final CapShares shares;
  private final Occasionally endings;
  private final Occasionally refusals;

  /** Identities that are being stored. */
  private int creating;

  /**
   * A limit.
   *
   * @param forget ends an identity as if it had expired
   */
  IdentityLimit(
      SessionSettings settings,
      Identities identities,
      Leases leases,
      Scheduler core,
      Consumer<Identity> forget) {
    this.most = settings.maxIdentities();
    this.exemptIsOneAddress = settings.exemptIsOneAddress();
    this.patience = longer(settings.nameLease(), settings.openTimeout());
    this.identities = identities;
    this.leases = leases;
    this.forget = forget;
    this.shares = new CapShares(most);
    this.endings = new Occasionally(core::nanoTime);
    this.refusals = new Occasionally(core::nanoTime);
  }

  /** Why there is no place for one more from there; empty if there is one. */
  Optional<Rejection> refusal(Origin origin) {
    int taken = identities.size() + creating;
    if (shares.isNearlyFull(taken) && holdsTooMuch(origin)) {
      refusals.count(
          times ->
              LOG.log(
                  Level.WARNING,
                  "Refused to make identities for addresses that have made more than a hundredth"
                      + " of all (--max-users): {0}; the last one for {1}",
                  times,
                  origin.isExempt() ? "addresses without limits" : origin.network()));
      return Optional.of(Rejection.serverFull("users from this address"));
    }
    return taken >= most && dispensable() == null
        ? Optional.of(Rejection.serverFull("users"))
        : Optional.empty();
  }

  /** One is being made from there, which was not refused; {@link #made} follows. */
  void begins(Origin origin) {
    if (identities.size() + creating >= most) {
      endOne();
    }
    creating++;
    shares.add(origin);
  }

  /**
   * It has been made, or not.
   *
   * @param identity null if it has not
   */
  void made(@Nullable Identity identity, Origin origin) {
    creating--;
    if (identity == null) {
      shares.remove(origin);
      return;
    }
    identity.origin(origin);
    // After storing: if that fails, the newcomer is refused, and no identity is ended for it.
    for (int i = 0; i < ENDED_AT_ONCE && shares.isNearlyFull(identities.size() - 1); i++) {
      endOne();
    }
  }

  /** An identity is gone, also from the disk or soon so. */
  void gone(Identity identity) {
    Origin origin = identity.origin();
    if (origin != null) {
      shares.remove(origin);
    }
  }

  private boolean holdsTooMuch(Origin origin) {
    return (exemptIsOneAddress || !origin.isExempt()) && shares.isExceeded(origin);
  }

  private void endOne() {
    Identity identity = dispensable();
    if (identity == null) {
      return;
    }
    forget.accept(identity);
    endings.count(
        times ->
            LOG.log(
                Level.WARNING,
                "Ended unused identities to make room for others (--max-users): {0}",
                times));
  }

  /**
   * The unused identity that is to be ended next; null if none may be ended. If the longest unheard
   * one still has its lease, all others have theirs: they began later.
   */
  private @Nullable Identity dispensable() {
    Identity identity = identities.longestUnheard();
    return identity != null
            && !identity.hasName()
            && identity.record().isSettled()
            && leases.silence(identity).compareTo(patience) >= 0
        ? identity
        : null;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
