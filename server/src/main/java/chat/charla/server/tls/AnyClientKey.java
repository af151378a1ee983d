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
 * Lets a client show any certificate, because only its key counts: the handshake proves that the
 * client has the private key. The handshake with a key that is weak, or costly to check, fails
 * before its signature is verified. Thread-safe.
 */
public final class AnyClientKey extends X509ExtendedTrustManager {
  private static final int LEAST_RSA_BITS = 2048;
  private static final int MOST_RSA_BITS = 4096;

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
            ? isBetween(rsa.getModulus().bitLength())
            : key instanceof ECPublicKey ec
                && EC_BITS.contains(ec.getParams().getCurve().getField().getFieldSize());
    if (!usable) {
      throw new CertificateException("the key is too short, too long, or of another kind");
    }
  }

  private static boolean isBetween(int bits) {
    return bits >= LEAST_RSA_BITS && bits <= MOST_RSA_BITS;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
      throws CertificateException {
    throw noServer();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket)
      throws CertificateException {
    throw noServer();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind) throws CertificateException {
    throw noServer();
  }

  private static CertificateException noServer() {
    return new CertificateException("this server is no client");
  }

  /** No authority is named, so clients show certificates of all. */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
