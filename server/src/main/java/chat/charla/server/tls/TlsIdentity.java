package chat.charla.server.tls;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The server's certificate and key, and the authorities of client certificates. Immutable.
 *
 * @param key the private key of the first certificate in the chain
 * @param chain the server's certificate, followed by the intermediate certificates
 * @param clientAuthorities the authorities that may issue the certificates of clients; empty if
 *     clients need no certificate
 */
public record TlsIdentity(
    PrivateKey key, List<X509Certificate> chain, List<X509Certificate> clientAuthorities) {
  private static final byte[] PROBE = {'c', 'h', 'a', 'r', 'l', 'a'};

  /**
   * Checks that the key belongs to the server's certificate.
   *
   * @throws IllegalArgumentException if there is no certificate, or if the key does not belong to
   *     the certificate
   */
  public TlsIdentity {
    chain = List.copyOf(chain);
    clientAuthorities = List.copyOf(clientAuthorities);
    if (chain.isEmpty() || !isPair(key, chain.get(0).getPublicKey())) {
      throw new IllegalArgumentException("the certificate is not this key's");
    }
  }

  /**
   * The SHA-256 fingerprint of the server's certificate: upper-case hexadecimal bytes separated by
   * colons, as other tools print a fingerprint.
   */
  public String fingerprint() {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(chain.get(0).getEncoded());
      return HexFormat.ofDelimiter(":").withUpperCase().formatHex(hash);
    } catch (CertificateEncodingException | NoSuchAlgorithmException e) {
      throw new IllegalStateException("the fingerprint cannot be computed", e);
    }
  }

  /** Whether the certificate is valid at this time. */
  public boolean isValidAt(Instant time) {
    X509Certificate certificate = chain.get(0);
    return !time.isBefore(certificate.getNotBefore().toInstant())
        && !time.isAfter(certificate.getNotAfter().toInstant());
  }

  /** The earliest time at which one of these certificates expires; empty if there are none. */
  static Optional<Instant> expiry(List<X509Certificate> certificates) {
    return certificates.stream()
        .map(certificate -> certificate.getNotAfter().toInstant())
        .min(Comparator.naturalOrder());
  }

  /** A text without the private key. */
  @Override
  public String toString() {
    return "TlsIdentity[" + fingerprint() + "]";
  }

  /**
   * Whether the keys are a pair. To find out, signs a probe and verifies the signature, which works
   * for RSA and EC keys.
   */
  private static boolean isPair(PrivateKey key, PublicKey certified) {
    try {
      String algorithm = key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(certified);
      signature.update(PROBE);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      // The keys are of different kinds, so they are not a pair.
      return false;
    }
  }
}
