package chat.charla.server.identity;

import chat.charla.server.limit.CapShares;
import chat.charla.server.limit.Origin;
import chat.charla.server.refusal.Refusal;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Limits the number of identities, and reserves the last tenth of the limit for addresses that have
 * created few identities. Owned by the core.
 *
 * <p>When nine tenths of the limit are reached, an address that has created more than a hundredth
 * of the limit cannot create more. When another address creates an identity, the server deletes up
 * to two {@linkplain UnusedIdentities unused} identities whose leases have ended: those that have
 * been silent for longest. If the limit itself is reached, the server deletes one more. Refusal and
 * deletion take constant time, because any client can cause them at any rate.
 *
 * <p>Addresses are not stored, so an identity that was created before the server started does not
 * count for an address.
 */
public final class IdentityLimit {
  private static final Logger LOG = System.getLogger(IdentityLimit.class.getName());

  /**
   * How many identities are deleted for each new one: more than one, so that the last tenth of the
   * limit becomes free again.
   */
  private static final int DELETED_PER_NEW = 2;

  private final int max;
  private final boolean exemptIsOneAddress;
  private final Duration minSilence;
  private final Identities identities;
  private final UnusedIdentities unused;
  private final Leases leases;
  private final CapShares shares;
  private final AccountLimit accounts;

  /** The origins of the requests that have created identities since the server started. */
  private final Map<Identity, Origin> origins = new HashMap<>();

  /** The number of identities that are being stored. */
  private int creating;

  /**
   * Creates a limit without counted identities.
   *
   * @param openTimeout how long a stream may wait for its first command; until the stream is open,
   *     its identity counts as unused
   */
  public IdentityLimit(
      IdentitySettings settings,
      Duration openTimeout,
      Identities identities,
      UnusedIdentities unused,
      Leases leases) {
    this.max = settings.maxIdentities();
    this.exemptIsOneAddress = settings.exemptIsOneAddress();
    this.minSilence = longer(settings.nameLease(), openTimeout);
    this.identities = identities;
    this.unused = unused;
    this.leases = leases;
    this.shares = new CapShares(max);
    this.accounts = new AccountLimit(settings, identities);
  }

  /** The limit for the number of accounts. */
  AccountLimit accounts() {
    return accounts;
  }

  /** The reason to refuse a new identity for this origin; empty if there is none. */
  Optional<Refusal> refusal(Origin origin) {
    int taken = identities.size() + creating;
    if (shares.isNearlyFull(taken) && exceedsShare(origin)) {
      LOG.log(
          Level.WARNING,
          "A new identity was refused to {0}, which has created more than a hundredth of all identities"
              + " (--max-users)",
          origin.isExempt() ? "addresses without limits" : origin.network());
      return Optional.of(Refusal.serverFull("users from this address"));
    }
    return taken >= max && removable() == null
        ? Optional.of(Refusal.serverFull("users"))
        : Optional.empty();
  }

  /**
   * Counts an identity whose creation begins. {@link #refusal} must have returned empty. The caller
   * must call {@link #completed} afterwards.
   *
   * @param forget deletes an identity as if it had expired
   */
  void begin(Origin origin, Consumer<Identity> forget) {
    if (identities.size() + creating >= max) {
      deleteOne(forget);
    }
    creating++;
    shares.add(origin);
  }

  /**
   * Ends the creation of an identity.
   *
   * @param identity the new identity, or null if its creation has failed
   * @param forget deletes an identity as if it had expired
   */
  void completed(@Nullable Identity identity, Origin origin, Consumer<Identity> forget) {
    creating--;
    if (identity == null) {
      shares.remove(origin);
      return;
    }
    origins.put(identity, origin);
    // Delete these identities only now that the new identity is stored. If storing it fails, the
    // only deleted identity is the one that begin() deletes when the limit is reached.
    for (int i = 0; i < DELETED_PER_NEW && shares.isNearlyFull(identities.size() - 1); i++) {
      deleteOne(forget);
    }
  }

  /** Stops counting an identity that has been deleted. Its record may still be on disk. */
  public void deleted(Identity identity) {
    unused.remove(identity);
    accounts.deleted(identity);
    Origin origin = origins.remove(identity);
    if (origin != null) {
      shares.remove(origin);
    }
  }

  private boolean exceedsShare(Origin origin) {
    return (exemptIsOneAddress || !origin.isExempt()) && shares.isExceeded(origin);
  }

  private void deleteOne(Consumer<Identity> forget) {
    Identity identity = removable();
    if (identity == null) {
      return;
    }
    forget.accept(identity);
    LOG.log(Level.WARNING, "An unused identity was ended to make room for another (--max-users)");
  }

  /**
   * The unused identity to delete next; null if none may be deleted. This method looks only at the
   * identity that has been silent for longest. If the lease of that identity still runs, the leases
   * of all other unused identities also run, because those leases have begun later.
   */
  private @Nullable Identity removable() {
    Identity identity = unused.longestSilent();
    return identity != null
            && !identity.hasName()
            && identity.record().isSettled()
            && leases.silence(identity).compareTo(minSilence) >= 0
        ? identity
        : null;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
