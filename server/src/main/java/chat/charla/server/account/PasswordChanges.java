package chat.charla.server.account;

import chat.charla.server.identity.Identity;
import chat.charla.server.identity.Identity.Session;
import chat.charla.server.identity.Sessions;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.storage.v1.StoredIdentity;
import chat.charla.v1.ChangePasswordRequest;
import com.google.protobuf.ByteString;
import java.util.function.Consumer;

/** Carries out {@code ChangePassword}. Owned by the core. */
public final class PasswordChanges {
  private final Credentials credentials;
  private final Sessions sessions;

  public PasswordChanges(Credentials credentials, Sessions sessions) {
    this.credentials = credentials;
    this.sessions = sessions;
  }

  /**
   * Gives the session's account another password, and revokes all other sessions.
   *
   * @param reply gets the number of sessions that were revoked
   */
  public void change(
      Session session,
      ChangePasswordRequest request,
      Claimant claimant,
      Consumer<Outcome<Integer>> reply) {
    Identity account = session.identity();
    if (account.record().value().getAccount().getPasswordHash().isEmpty()
        && request.getPresent().hasOidcIdToken()) {
      // The password would stay valid after the issuer has removed the user.
      reply.accept(
          Outcome.refused(
              Refusal.argument("present", "an id token gives the account no first password")));
      return;
    }
    credentials.ifOwnCredential(
        session,
        request.getPresent(),
        ByteString.EMPTY,
        claimant,
        reply,
        proof ->
            credentials.hash(
                request.getNewPassword(),
                account.user().getName(),
                "new_password",
                claimant.origin(),
                outcome ->
                    outcome.match(
                        hash ->
                            sessions.end(
                                session,
                                each -> each != session,
                                true,
                                record -> setHash(record, hash),
                                reply),
                        refusal -> reply.accept(Outcome.refused(refusal)))));
  }

  /** Sets the hash, unless the account was deleted while the password was hashed. */
  private static void setHash(StoredIdentity.Builder record, String hash) {
    if (record.hasAccount()) {
      RecoveryCodes.remove(record.getAccountBuilder().setPasswordHash(hash));
    }
  }
}
