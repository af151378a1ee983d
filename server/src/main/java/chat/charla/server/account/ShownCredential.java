package chat.charla.server.account;

import chat.charla.server.refusal.Refusal;
import chat.charla.server.storage.v1.StoredAccount;
import com.google.protobuf.ByteString;
import java.util.Optional;

/**
 * An {@linkplain Credentials#isExclusive exclusive} credential that a call has shown and that was
 * checked: a user of an issuer, or a certificate. Owned by the core.
 */
interface ShownCredential {
  /** The {@link chat.charla.server.identity.CredentialKeys key} of the credential. */
  ByteString key();

  /** Whether the account has this credential. */
  boolean isOf(StoredAccount account);

  /** Adds the credential to the account, which does not have it yet. */
  void addTo(StoredAccount.Builder account);

  /**
   * Uses the credential for a request. Returns the reason to refuse the request if the credential
   * was already used for another request.
   *
   * @param request the hash of the request's id; empty for a request that cannot be repeated
   */
  Optional<Refusal> use(ByteString request);

  /** Called when the request was refused: the credential may be used for another request. */
  void release();
}
