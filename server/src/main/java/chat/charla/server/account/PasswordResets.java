package chat.charla.server.account;

import chat.charla.server.identity.Identity;
import chat.charla.server.identity.Sessions;
import chat.charla.server.identity.Sessions.EndReason;
import chat.charla.server.limit.Origin;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.storage.v1.StoredIdentity;
import chat.charla.v1.ResetPasswordRequest;
import java.util.Optional;
import java.util.function.Consumer;

/** Carries out {@code ResetPassword}. Owned by the core. */
public final class PasswordResets {
  private final Credentials credentials;
  private final RecoveryCodes codes;
  private final Sessions sessions;

  public PasswordResets(Credentials credentials, RecoveryCodes codes, Sessions sessions) {
    this.credentials = credentials;
    this.codes = codes;
    this.sessions = sessions;
  }

  /**
   * If the recovery code is right, gives the account that the request names another password, and
   * revokes all of its sessions. The password is hashed only if the code is right.
   *
   * @param reply gets the account
   */
  public void reset(
      ResetPasswordRequest request, Origin origin, Consumer<Outcome<Identity>> reply) {
    Identity account = credentials.account(request.getName());
    if (account == null || !codes.isRight(account, request.getRecoveryCode())) {
      reply.accept(Outcome.refused(Refusal.loginRefused()));
      return;
    }
    credentials.hash(
        request.getNewPassword(),
        account.user().getName(),
        "new_password",
        origin,
        outcome ->
            outcome.match(
                hash -> store(account, request.getRecoveryCode(), hash, reply),
                refusal -> reply.accept(Outcome.refused(refusal))));
  }

  /**
   * Checks the code again, because it may have been used, or the account deleted, during the hash.
   */
  private void store(
      Identity account, String code, String hash, Consumer<Outcome<Identity>> reply) {
    sessions.end(
        account,
        () -> codes.isRight(account, code) ? Optional.empty() : Optional.of(Refusal.loginRefused()),
        each -> true,
        EndReason.REVOKED,
        record -> set(record, hash),
        outcome -> reply.accept(outcome.map(count -> account)));
  }

  private static void set(StoredIdentity.Builder record, String hash) {
    RecoveryCodes.remove(record.getAccountBuilder().setPasswordHash(hash));
  }
}
