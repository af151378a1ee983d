package chat.charla.cli.connection.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Checks a server's certificate and the server's name during the handshake, before any request is
 * sent. Thread-safe.
 */
final class ServerTrust extends X509ExtendedTrustManager {
  private static final String CHECK_NAME = "HTTPS";

  private final Trust trust;
  private volatile @Nullable UntrustedServer untrusted;

  ServerTrust(Trust trust) {
    this.trust = trust;
  }

  /**
   * Why the latest handshake did not trust the server. Null if it trusted the server, or if the
   * user cannot override the decision.
   */
  @Nullable UntrustedServer untrusted() {
    return untrusted;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String keyExchange, Socket socket)
      throws CertificateException {
    untrusted = null;
    Fingerprint shown = Fingerprint.of(chain[0]);
    if (trust instanceof Trust.Pinned pinned) {
      if (!pinned.fingerprint().equals(shown)) {
        refuse(
            new UntrustedServer.WrongFingerprint(pinned.fingerprint(), shown),
            TlsFailure.WRONG_FINGERPRINT);
      }
    } else if (trust instanceof Trust.Authorities authorities) {
      check(authorities.certificates(), chain, keyExchange, socket);
    } else if (trust instanceof Trust.FirstUse firstUse) {
      checkFirstUse(firstUse, shown, chain, keyExchange, socket);
    } else {
      throw new CertificateException("no kind of trust is configured");
    }
  }

  private void checkFirstUse(
      Trust.FirstUse firstUse,
      Fingerprint shown,
      X509Certificate[] chain,
      String keyExchange,
      Socket socket)
      throws CertificateException {
    if (firstUse.remembered().isPresent()) {
      Fingerprint remembered = firstUse.remembered().get();
      if (!remembered.equals(shown)) {
        refuse(new UntrustedServer.Changed(remembered, shown), TlsFailure.CHANGED);
      }
      return;
    }
    try {
      check(null, chain, keyExchange, socket);
    } catch (CertificateException e) {
      if (!accepts(firstUse.unknown(), shown)) {
        TlsFailure why = TlsFailure.in(String.valueOf(e.getMessage())).orElse(TlsFailure.UNTRUSTED);
        refuse(new UntrustedServer.Unknown(shown, why), TlsFailure.UNKNOWN);
      }
    }
  }

  private boolean accepts(Trust.UnknownServers unknown, Fingerprint shown)
      throws CertificateException {
    try {
      return unknown.accepts(shown);
    } catch (IOException e) {
      untrusted = new UntrustedServer.NotSaved(shown, e);
      throw new CertificateException(TlsFailure.UNKNOWN.word(), e);
    }
  }

  private void refuse(UntrustedServer found, TlsFailure failure) throws CertificateException {
    untrusted = found;
    throw new CertificateException(failure.word());
  }

  /**
   * Checks a certificate and the server's name with the JDK's trust manager.
   *
   * @param authorities the trusted authorities, or null for those that this machine trusts
   */
  private static void check(
      @Nullable List<X509Certificate> authorities,
      X509Certificate[] chain,
      String keyExchange,
      Socket socket)
      throws CertificateException {
    if (!(socket instanceof SSLSocket encrypted)) {
      throw new CertificateException("not a TLS socket, so the server's name is not known");
    }
    SSLParameters parameters = encrypted.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm(CHECK_NAME);
    encrypted.setSSLParameters(parameters);
    manager(authorities).checkServerTrusted(chain, keyExchange, socket);
  }

  private static X509ExtendedTrustManager manager(@Nullable List<X509Certificate> authorities)
      throws CertificateException {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(authorities == null ? null : keyStore(authorities));
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509ExtendedTrustManager found) {
          return found;
        }
      }
      throw new CertificateException("this Java cannot check certificates");
    } catch (IOException | GeneralSecurityException e) {
      throw new CertificateException(e);
    }
  }

  private static KeyStore keyStore(List<X509Certificate> authorities)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (int i = 0; i < authorities.size(); i++) {
      store.setCertificateEntry("authority-" + i, authorities.get(i));
    }
    return store;
  }

  /** Refuses every certificate: without a socket, the server's name cannot be checked. */
  @Override
  public void checkServerTrusted(X509Certificate[] chain, String keyExchange)
      throws CertificateException {
    throw new CertificateException("the server's name is not known");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String keyExchange, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("the server's name is not known");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String keyExchange)
      throws CertificateException {
    throw new CertificateException("this is no server");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String keyExchange, Socket socket)
      throws CertificateException {
    throw new CertificateException("this is no server");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String keyExchange, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("this is no server");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
