package chat.charla.cli.connection.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Presents the client certificate, if there is one, and records that a server has asked for it. A
 * server that does not accept the certificate closes the connection. Usually the server's
 * explanation does not reach the client. So the request for a certificate is the only sign of the
 * cause. Thread-safe.
 */
final class ClientKeys extends X509ExtendedKeyManager {
  private final @Nullable X509KeyManager own;
  private volatile boolean asked;

  ClientKeys(@Nullable ClientCertificate certificate) {
    this.own = certificate == null ? null : manager(certificate);
  }

  /**
   * Whether a server has asked for a certificate since the last call of {@link #serverAnswered}.
   */
  boolean isAsked() {
    return asked;
  }

  /** Records that the server has answered, so it accepts the client's certificate or needs none. */
  void serverAnswered() {
    asked = false;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    asked = true;
    return own == null ? null : own.chooseClientAlias(keyTypes, issuers, socket);
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return own == null ? null : own.getCertificateChain(alias);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return own == null ? null : own.getPrivateKey(alias);
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return own == null ? null : own.getClientAliases(keyType, issuers);
  }

  /** This is not used, because this program is a client. */
  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  private static X509KeyManager manager(ClientCertificate certificate) {
    try {
      char[] none = {};
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setKeyEntry(
          "client", certificate.key(), none, certificate.chain().toArray(X509Certificate[]::new));
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, none);
      for (KeyManager manager : factory.getKeyManagers()) {
        if (manager instanceof X509KeyManager found) {
          return found;
        }
      }
      throw new IllegalStateException("this Java has no key manager");
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("a key that was read cannot be used", e);
    }
  }
}
