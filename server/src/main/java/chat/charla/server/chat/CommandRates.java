package chat.charla.server.chat;

import chat.charla.server.identity.Identity.Session;
import chat.charla.server.identity.JoinRates;
import chat.charla.server.limit.Origin;
import chat.charla.server.limit.Quota;
import chat.charla.server.refusal.Refusal;
import java.util.Optional;

/**
 * Applies the rate limits to everything except messages, which {@link MessageGate} limits. Each
 * method that counts an action returns empty if the limit allows the action, otherwise the reason
 * to refuse the action. Owned by the core.
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
  Optional<Refusal> countCommand(Session session, Origin origin) {
    return rates.use(Quota.COMMANDS, session, origin);
  }

  /** Counts a call about the sessions of an account, or a call that deletes the account. */
  Optional<Refusal> countSessionCall(Session session, Origin origin) {
    return rates.use(Quota.SESSIONS, session, origin);
  }

  /** Counts a call about the invitations of a member. */
  Optional<Refusal> countInvitationCall(Session session, Origin origin) {
    return rates.use(Quota.INVITATIONS, session, origin);
  }

  /** Counts a {@code Join} with a token. */
  Optional<Refusal> countJoin(Session session, Origin origin) {
    return rates.use(Quota.JOINS, session, origin);
  }

  /**
   * Counts the creation of a room. While the disk has too little space, this method refuses the
   * creation and does not count it.
   */
  Optional<Refusal> countRoomCreation(Session session, Origin origin) {
    return disk.creationRefusal().or(() -> rates.use(Quota.ROOMS, session, origin));
  }

  /**
   * Counts the bytes of an event that a command stores. While the disk has little space, a client
   * may use only half of its limit.
   */
  Optional<Refusal> bytes(long bytes, Session session, Origin origin) {
    Optional<Refusal> excess =
        disk.messageRefusal(() -> rates.isMoreThanHalfUsed(Quota.BYTES, bytes, session, origin))
            .or(rates.allowance(Quota.BYTES, bytes, session, origin)::take);
    excess.ifPresent(refusal -> rates.refused(Quota.BYTES, session, refusal));
    return excess;
  }

  /** Counts a call with a missing or invalid token, or a refused call that needs no token. */
  Optional<Refusal> countFailure(Origin origin) {
    return rates.use(Quota.FAILURES, origin);
  }

  /** Counts an attempt to show a password. */
  Optional<Refusal> countLogIn(Origin origin) {
    return rates.use(Quota.LOGINS, origin);
  }

  @Override
  public Attempt attempt(Origin origin) {
    Allowance names = rates.allowance(Quota.NAMES, origin);
    return new Attempt() {
      @Override
      public Optional<Refusal> newIdentityRefusal() {
        return disk.creationRefusal()
            .or(() -> rates.refusal(Quota.JOINS, origin))
            .or(() -> rates.refusal(Quota.USERS, origin));
      }

      @Override
      public Optional<Refusal> countNameCheck() {
        return names.take();
      }

      @Override
      public Optional<Refusal> nameTakenRefusal() {
        return rates.refusal(Quota.FAILURES, origin);
      }

      @Override
      public Optional<Refusal> countPasswordHash() {
        return uncountNameIfAllowed(rates.use(Quota.LOGINS, origin));
      }

      @Override
      public Optional<Refusal> countNewIdentity() {
        return uncountNameIfAllowed(
            rates.use(Quota.JOINS, origin).or(() -> rates.use(Quota.USERS, origin)));
      }

      @Override
      public Optional<Refusal> countRepetition(Session session) {
        return uncountNameIfAllowed(rates.use(Quota.JOINS, session, origin));
      }

      private Optional<Refusal> uncountNameIfAllowed(Optional<Refusal> excess) {
        if (excess.isEmpty()) {
          names.giveBack();
        }
        return excess;
      }
    };
  }
}
