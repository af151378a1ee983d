package chat.charla.server.identity;

import chat.charla.server.storage.v1.StoredAccount;
import chat.charla.server.storage.v1.StoredCertificate;
import chat.charla.server.storage.v1.StoredSubject;
import com.google.protobuf.ByteString;
import java.util.stream.Stream;

/**
 * Computes keys of the credentials that belong to at most one account: users of issuers, and
 * certificates. Different credentials have different keys.
 */
public final class CredentialKeys {
  private static final ByteString SUBJECT = ByteString.copyFromUtf8("subject ");
  private static final ByteString CERTIFICATE = ByteString.copyFromUtf8("certificate ");

  private CredentialKeys() {}

  /** The key of a user of an issuer. */
  public static ByteString of(StoredSubject subject) {
    return SUBJECT.concat(subject.toByteString());
  }

  /**
   * The key of a client certificate.
   *
   * @param hash the hash of the certified key
   */
  public static ByteString ofCertificate(ByteString hash) {
    return CERTIFICATE.concat(hash);
  }

  /** The keys of an account's credentials. A password has no key. */
  static Stream<ByteString> of(StoredAccount account) {
    return Stream.concat(
        account.getSubjectsList().stream().map(CredentialKeys::of),
        account.getCertificatesList().stream()
            .map(StoredCertificate::getKeyHash)
            .map(CredentialKeys::ofCertificate));
  }
}
