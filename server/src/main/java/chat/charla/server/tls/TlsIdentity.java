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
import java.util.HexFormat;
import java.util.List;

/**
 * What the server proves itself with, and what clients have to prove themselves with. Immutable.
 *
 * @param key the private key; it belongs to the first certificate of the chain
 * @param chain the server's certificate, and after it those that lead to an authority
 * @param clientAuthorities who vouches for clients; empty if clients need no certificate
 */
public record TlsIdentity(
    PrivateKey key, List<X509Certificate> chain, List<X509Certificate> clientAuthorities) {
  private static final byte[] PROBE = {'c', 'h', 'a', 'r', 'l', 'a'};

  /**
   * Checks that the parts belong together.
   *
   * @throws IllegalArgumentException if there is no certificate, or another key's
   */
  public TlsIdentity {
    chain = List.copyOf(chain);
    clientAuthorities = List.copyOf(clientAuthorities);
    if (chain.isEmpty() || !isPair(key, chain.get(0).getPublicKey())) {
      throw new IllegalArgumentException("the certificate is not this key's");
    }
  }

  /** SHA-256 of the certificate, in the form in which every tool shows it. */
  public String fingerprint() {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(chain.get(0).getEncoded());
      return HexFormat.ofDelimiter(":").withUpperCase().formatHex(hash);
    } catch (CertificateEncodingException | NoSuchAlgorithmException e) {
      throw new IllegalStateException("a certificate was read, and every Java has SHA-256", e);
    }
  }

  /** Whether the certificate counts at that time. */
  public boolean isValidAt(Instant time) {
    X509Certificate certificate = chain.get(0);
    return !time.isBefore(certificate.getNotBefore().toInstant())
        && !time.isAfter(certificate.getNotAfter().toInstant());
  }

  /** Says nothing of the key. */
  @Override
  public String toString() {
    return "TlsIdentity[" + fingerprint() + "]";
  }

  /** What the one signs, the other verifies: that works for keys of all kinds. */
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
      // Keys of two kinds, which are no pair.
      return false;
    }
  }
}
