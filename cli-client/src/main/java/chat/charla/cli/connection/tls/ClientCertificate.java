package chat.charla.cli.connection.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * The user's client certificate.
 *
 * @param chain the certificate, followed by the chain to an authority
 * @param key its private key
 */
public record ClientCertificate(List<X509Certificate> chain, PrivateKey key) {
  public ClientCertificate {
    chain = List.copyOf(chain);
  }

  /** Omits the key. */
  @Override
  public String toString() {
    return "ClientCertificate[" + Fingerprint.of(chain.get(0)) + "]";
  }
}
