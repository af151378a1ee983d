package chat.charla.server.tls;

import java.net.Socket;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Accepts any certificate of a client, because the server uses only the certificate's key: the
 * handshake proves that the client has the private key. If the key is weak or takes long to check,
 * the handshake fails before the server verifies a signature. Thread-safe.
 */
public final class AnyClientKey extends X509ExtendedTrustManager {
  private static final int MIN_RSA_BITS = 2048;
  private static final int MAX_RSA_BITS = 4096;

  /** The sizes of the curves P-256 and P-384. */
  private static final Set<Integer> EC_BITS = Set.of(256, 384);

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind) throws CertificateException {
    check(chain);
  }

  private static void check(X509Certificate[] chain) throws CertificateException {
    PublicKey key = chain[0].getPublicKey();
    boolean usable =
        key instanceof RSAPublicKey rsa
            ? hasAllowedSize(rsa.getModulus().bitLength())
            : key instanceof ECPublicKey ec
                && EC_BITS.contains(ec.getParams().getCurve().getField().getFieldSize());
    if (!usable) {
      throw new CertificateException("the key is too short, too long, or of another kind");
    }
  }

  private static boolean hasAllowedSize(int bits) {
    return bits >= MIN_RSA_BITS && bits <= MAX_RSA_BITS;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
      throws CertificateException {
    throw serverRefusal();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket)
      throws CertificateException {
    throw serverRefusal();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind) throws CertificateException {
    throw serverRefusal();
  }

  private static CertificateException serverRefusal() {
    return new CertificateException("this server does not connect to other servers");
  }

  /** Names no authority, so that clients show certificates of any authority. */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
