package chat.charla.server.chat;

import chat.charla.server.account.KnownNetworks;
import chat.charla.server.clock.ObservedTime;
import chat.charla.server.identity.Identities;
import chat.charla.server.identity.Identity;
import chat.charla.server.identity.Identity.Session;
import chat.charla.server.identity.Leases;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Finds the session of a call by its token. Owned by the core. */
final class Authentication {
  private final Identities identities;
  private final Leases leases;
  private final CommandRates rates;
  private final KnownNetworks networks;
  private final ObservedTime observed;

  Authentication(
      Identities identities,
      Leases leases,
      CommandRates rates,
      KnownNetworks networks,
      ObservedTime observed) {
    this.networks = networks;
    this.observed = observed;
    this.identities = identities;
    this.leases = leases;
    this.rates = rates;
  }

  /**
   * Authenticates a call, and renews the lease of its identity. A call without a valid token, or
   * with the token of a session that has ended, counts towards the limit of failed calls of the
   * caller's address. A call with an access token that lacks a scope counts as a command.
   */
  Outcome<Session> authenticate(Caller caller) {
    Outcome<Session> outcome = identities.authenticate(caller.token()).then(this::requireUnexpired);
    if (outcome instanceof Outcome.Done<Session> proven) {
      Identity identity = proven.value().identity();
      // Programs in any network may use an access token, so it says nothing about its owner's
      // networks.
      if (identity.isAccount() && !proven.value().isAccessToken()) {
        networks.add(identity, caller.origin());
      }
      caller.connection().proven(identity.id());
      leases.renew(proven.value());
      return requireScopes(proven.value(), caller);
    }
    return countFailure(caller, outcome);
  }

  private Outcome<Session> requireUnexpired(Session session) {
    OptionalLong expires = session.expireMillis();
    return expires.isPresent() && expires.getAsLong() <= observed.millis()
        ? Outcome.refused(Refusal.accessTokenExpired())
        : Outcome.done(session);
  }

  /** How long the session's access token is still valid; empty if it is not an access token. */
  Optional<Duration> validFor(Session session) {
    OptionalLong expires = session.expireMillis();
    return expires.isPresent()
        ? Optional.of(Duration.ofMillis(Math.max(0, expires.getAsLong() - observed.millis())))
        : Optional.empty();
  }

  private Outcome<Session> requireScopes(Session session, Caller caller) {
    return session
        .missing(caller.scopes())
        .map(
            scope ->
                rates
                    .countCommand(session, caller.origin())
                    .orElseGet(() -> Refusal.scopeMissing(scope)))
        .<Outcome<Session>>map(Outcome::refused)
        .orElseGet(() -> Outcome.done(session));
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
                    .countCommand(session, caller.origin())
                    .<Outcome<Session>>map(Outcome::refused)
                    .orElseGet(() -> Outcome.done(session)));
  }

  /**
   * Counts a refused call towards the limit of failed calls of the caller's address.
   *
   * @return {@code outcome}, or another refusal if the address has had too many failed calls
   */
  <T> Outcome<T> countFailure(Caller caller, Outcome<T> outcome) {
    return rates.countFailure(caller.origin()).<Outcome<T>>map(Outcome::refused).orElse(outcome);
  }
}
