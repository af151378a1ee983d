package chat.charla.cli.connection.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * The user's client certificate.
 *
 * @param chain the user's certificate, followed by its issuers' certificates, up to an authority
 * @param key the private key of the user's certificate
 */
public record ClientCertificate(List<X509Certificate> chain, PrivateKey key) {
  public ClientCertificate {
    chain = List.copyOf(chain);
  }

  /** A text without the private key. */
  @Override
  public String toString() {
    return "ClientCertificate[" + Fingerprint.of(chain.get(0)) + "]";
  }
}
