package chat.charla.server.chat;

import chat.charla.admin.v1.AccountInfo;
import chat.charla.admin.v1.Suspension;
import chat.charla.server.account.RecoveryCodes;
import chat.charla.server.identity.Identities;
import chat.charla.server.identity.Identity;
import chat.charla.server.identity.Identity.Session;
import chat.charla.server.identity.Sessions;
import chat.charla.server.storage.v1.StoredAccount;
import chat.charla.server.storage.v1.StoredIdentity;
import chat.charla.v1.User;
import com.google.protobuf.Timestamp;
import java.time.InstantSource;
import java.util.List;

/** Describes accounts and guests to the operator. Owned by the core. */
final class AccountInfos {
  private final Sessions sessions;
  private final RecoveryCodes codes;
  private final Identities identities;
  private final InstantSource clock;

  /**
   * Creates an object that describes identities to the operator.
   *
   * @param clock the wall clock
   */
  AccountInfos(Sessions sessions, RecoveryCodes codes, Identities identities, InstantSource clock) {
    this.sessions = sessions;
    this.codes = codes;
    this.identities = identities;
    this.clock = clock;
  }

  AccountInfo describe(Identity identity) {
    List<Session> active = sessions.active(identity);
    AccountInfo.Builder info =
        AccountInfo.newBuilder()
            .setUser(identity.user())
            .setPresence(identity.presence())
            .setSessionCount(active.size());
    if (!active.isEmpty()) {
      long silent = sessions.silence(active.get(0)).toMillis();
      info.setSeenTime(time(clock.millis() - silent));
    }
    StoredIdentity record = identity.record().value();
    if (record.hasAccount()) {
      describe(record.getAccount(), info);
    }
    if (codes.isPending(identity)) {
      info.setRecoveryExpireTime(time(record.getAccount().getRecoveryExpireMillis()));
    }
    if (sessions.isSuspended(record)) {
      info.setSuspension(suspension(record.getAccount()));
    }
    return info.build();
  }

  private void describe(StoredAccount account, AccountInfo.Builder info) {
    info.setCreateTime(time(account.getCreateMillis()))
        .setHasPassword(!account.getPasswordHash().isEmpty());
    String inviter = account.getInvitation().getInviterId();
    if (!inviter.isEmpty()) {
      info.setInvitedBy(user(identities, inviter));
    }
  }

  static Suspension suspension(StoredAccount account) {
    Suspension.Builder suspension =
        Suspension.newBuilder()
            .setCreateTime(time(account.getSuspendedMillis()))
            .setBecauseOfId(account.getSuspendedBecauseOf());
    if (account.getSuspendedUntilMillis() != 0) {
      suspension.setEndTime(time(account.getSuspendedUntilMillis()));
    }
    return suspension.build();
  }

  /** The time without fractions of a second. */
  static Timestamp time(long millis) {
    return Timestamp.newBuilder().setSeconds(Math.floorDiv(millis, 1000)).build();
  }

  /** The user with this id. If the user no longer exists, the result has only the id. */
  static User user(Identities identities, String id) {
    Identity identity = identities.byId(id);
    return identity == null ? User.newBuilder().setId(id).build() : identity.user();
  }
}
