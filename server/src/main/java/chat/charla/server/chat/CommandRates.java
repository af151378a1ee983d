package chat.charla.server.chat;

import chat.charla.server.identity.Identity.Session;
import chat.charla.server.identity.JoinRates;
import chat.charla.server.limit.Origin;
import chat.charla.server.limit.Quota;
import chat.charla.server.refusal.Refusal;
import java.util.Optional;

/**
 * Applies the rate limits to everything except messages, which {@link MessageGate} limits. Each
 * method that counts an action returns empty if the action is allowed, otherwise the reason to
 * refuse it. Owned by the core.
 */
final class CommandRates implements JoinRates {
  private final Rates rates;
  private final DiskRules disk;

  CommandRates(Rates rates, DiskRules disk) {
    this.rates = rates;
    this.disk = disk;
  }

  /**
   * Counts a unary call, the beginning of a stream, or a command other than {@code SendMessage}.
   */
  Optional<Refusal> command(Session session, Origin origin) {
    return rates.use(Quota.COMMANDS, session, origin);
  }

  /** Counts a call about the sessions of an account, or a call that deletes the account. */
  Optional<Refusal> sessions(Session session, Origin origin) {
    return rates.use(Quota.SESSIONS, session, origin);
  }

  /** Counts a call about the invitations of a member. */
  Optional<Refusal> invitations(Session session, Origin origin) {
    return rates.use(Quota.INVITATIONS, session, origin);
  }

  /** Counts a {@code Join} with a token. */
  Optional<Refusal> join(Session session, Origin origin) {
    return rates.use(Quota.JOINS, session, origin);
  }

  /**
   * Counts the creation of a room. While the disk has too little space, the creation is refused and
   * not counted.
   */
  Optional<Refusal> room(Session session, Origin origin) {
    return disk.creation().or(() -> rates.use(Quota.ROOMS, session, origin));
  }

  /** Counts a call with a missing or invalid token, or a refused call that needs no token. */
  Optional<Refusal> failure(Origin origin) {
    return rates.use(Quota.FAILURES, origin);
  }

  /** Counts an attempt to show a password, or returns the reason to refuse it. */
  Optional<Refusal> login(Origin origin) {
    return rates.use(Quota.LOGINS, origin);
  }

  @Override
  public Attempt attempt(Origin origin) {
    Allowance names = rates.allowance(Quota.NAMES, origin);
    return new Attempt() {
      @Override
      public Optional<Refusal> newIdentityRefusal() {
        return disk.creation()
            .or(() -> rates.refusal(Quota.JOINS, origin))
            .or(() -> rates.refusal(Quota.USERS, origin));
      }

      @Override
      public Optional<Refusal> takeName() {
        return names.take();
      }

      @Override
      public Optional<Refusal> nameTakenRefusal() {
        return rates.refusal(Quota.FAILURES, origin);
      }

      @Override
      public Optional<Refusal> takePassword() {
        return allowed(rates.use(Quota.LOGINS, origin));
      }

      @Override
      public Optional<Refusal> takeNewIdentity() {
        return allowed(rates.use(Quota.JOINS, origin).or(() -> rates.use(Quota.USERS, origin)));
      }

      @Override
      public Optional<Refusal> takeRepeated(Session session) {
        return allowed(rates.use(Quota.JOINS, session, origin));
      }

      private Optional<Refusal> allowed(Optional<Refusal> excess) {
        if (excess.isEmpty()) {
          names.giveBack();
        }
        return excess;
      }
    };
  }
}
