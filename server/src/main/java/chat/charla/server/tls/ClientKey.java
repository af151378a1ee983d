package chat.charla.server.tls;

import com.google.protobuf.ByteString;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Instant;

/**
 * The key of a client's certificate. Immutable.
 *
 * @param hash the SHA-256 hash of the key's SubjectPublicKeyInfo
 * @param notBefore when the certificate becomes valid
 * @param notAfter when the certificate expires
 */
public record ClientKey(ByteString hash, Instant notBefore, Instant notAfter) {
  /** The key of this certificate. */
  public static ClientKey of(X509Certificate certificate) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(certificate.getPublicKey().getEncoded());
      return new ClientKey(
          ByteString.copyFrom(hash),
          certificate.getNotBefore().toInstant(),
          certificate.getNotAfter().toInstant());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Whether the certificate is valid at this time. */
  public boolean isValidAt(Instant time) {
    return !time.isBefore(notBefore) && !time.isAfter(notAfter);
  }
}
