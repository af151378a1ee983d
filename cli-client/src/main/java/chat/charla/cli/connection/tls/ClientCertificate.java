package chat.charla.cli.connection.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What the user proves themselves with.
 *
 * @param chain the certificate, and after it those that lead to an authority
 * @param key its private key
 */
public record ClientCertificate(List<X509Certificate> chain, PrivateKey key) {
  public ClientCertificate {
    chain = List.copyOf(chain);
  }

  /** Says nothing of the key. */
  @Override
  public String toString() {
    return "ClientCertificate[" + Fingerprint.of(chain.get(0)) + "]";
  }
}
