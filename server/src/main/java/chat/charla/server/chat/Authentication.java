package chat.charla.server.chat;

import chat.charla.server.account.KnownNetworks;
import chat.charla.server.identity.Identities;
import chat.charla.server.identity.Identity;
import chat.charla.server.identity.Identity.Session;
import chat.charla.server.identity.Leases;
import chat.charla.server.refusal.Outcome;

/** Finds the session of a call by its token. Owned by the core. */
final class Authentication {
  private final Identities identities;
  private final Leases leases;
  private final CommandRates rates;
  private final KnownNetworks networks;

  Authentication(Identities identities, Leases leases, CommandRates rates, KnownNetworks networks) {
    this.networks = networks;
    this.identities = identities;
    this.leases = leases;
    this.rates = rates;
  }

  /**
   * Authenticates a call, and renews the lease of its identity. A call without a valid token, or
   * with the token of a session that has ended, counts towards the limit of failed calls of the
   * caller's address.
   */
  Outcome<Session> authenticate(Caller caller) {
    Outcome<Session> outcome = identities.authenticate(caller.token());
    if (outcome instanceof Outcome.Done<Session> proven) {
      Identity identity = proven.value().identity();
      if (identity.isAccount()) {
        networks.used(identity, caller.origin());
      }
      caller.connection().proven(identity.id());
      leases.renew(proven.value());
      return outcome;
    }
    return failed(caller, outcome);
  }

  /**
   * Authenticates a call like {@link #authenticate}, and then counts it as a command for the rate
   * limit.
   */
  Outcome<Session> authenticateAndCount(Caller caller) {
    return authenticate(caller)
        .then(
            session ->
                rates
                    .command(session, caller.origin())
                    .<Outcome<Session>>map(Outcome::refused)
                    .orElseGet(() -> Outcome.done(session)));
  }

  /**
   * Counts a refused call towards the limit of failed calls of the caller's address.
   *
   * @return {@code outcome}, or another refusal if the address has had too many failed calls
   */
  <T> Outcome<T> failed(Caller caller, Outcome<T> outcome) {
    return rates.failure(caller.origin()).<Outcome<T>>map(Outcome::refused).orElse(outcome);
  }
}
