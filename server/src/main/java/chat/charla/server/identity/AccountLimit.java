package chat.charla.server.identity;

import chat.charla.server.limit.CapShares;
import chat.charla.server.limit.Origin;
import chat.charla.server.refusal.Refusal;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Limits the number of accounts, because accounts do not expire as guests do. So places for guests
 * remain, even if a client creates as many accounts as the server allows. Owned by the core.
 *
 * <p>When nine tenths of the limit are reached, an address that has created more than a hundredth
 * of the limit cannot create more. As in {@link IdentityLimit}, addresses are not stored.
 */
final class AccountLimit {
  private static final Logger LOG = System.getLogger(AccountLimit.class.getName());

  private final int max;
  private final boolean exemptIsOneAddress;
  private final Identities identities;
  private final CapShares shares;

  /** The origins of the requests that have created accounts since the server started. */
  private final Map<Identity, Origin> origins = new HashMap<>();

  /** The number of accounts that are being stored. */
  private int creating;

  AccountLimit(IdentitySettings settings, Identities identities) {
    this.max = settings.maxAccounts();
    this.exemptIsOneAddress = settings.exemptIsOneAddress();
    this.identities = identities;
    this.shares = new CapShares(max);
  }

  /** The reason to refuse a new account for this origin; empty if there is none. */
  Optional<Refusal> refusal(Origin origin) {
    int taken = identities.accounts() + creating;
    if (taken >= max) {
      LOG.log(Level.WARNING, "A new account was refused: there are {0} (--max-accounts)", taken);
      return Optional.of(Refusal.serverFull("accounts"));
    }
    if (shares.isNearlyFull(taken) && exceedsShare(origin)) {
      LOG.log(
          Level.WARNING,
          "A new account was refused to {0}, which has created more than a hundredth of all accounts"
              + " (--max-accounts)",
          origin.isExempt() ? "addresses without limits" : origin.network());
      return Optional.of(Refusal.serverFull("accounts from this address"));
    }
    return Optional.empty();
  }

  private boolean exceedsShare(Origin origin) {
    return (exemptIsOneAddress || !origin.isExempt()) && shares.isExceeded(origin);
  }

  /** Counts an account whose creation begins. The caller must call {@link #completed} later. */
  void begin(Origin origin) {
    creating++;
    shares.add(origin);
  }

  /**
   * Ends the creation of an account.
   *
   * @param account the new account, or null if its creation has failed
   */
  void completed(@Nullable Identity account, Origin origin) {
    creating--;
    if (account == null || origins.putIfAbsent(account, origin) != null) {
      shares.remove(origin);
    }
  }

  /** Stops counting a deleted identity, if it was an account. */
  void deleted(Identity identity) {
    Origin origin = origins.remove(identity);
    if (origin != null) {
      shares.remove(origin);
    }
  }
}
