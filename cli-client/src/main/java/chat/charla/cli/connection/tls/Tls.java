package chat.charla.cli.connection.tls;

import io.grpc.ClientInterceptor;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** The TLS configuration for connections to one server. Thread-safe. */
public final class Tls {
  private final ServerTrust trust;
  private final ClientKeys keys;

  /**
   * Creates a configuration.
   *
   * @param certificate the client certificate to present if the server asks for one, or null
   */
  public Tls(Trust trust, @Nullable ClientCertificate certificate) {
    this.trust = new ServerTrust(trust);
    this.keys = new ClientKeys(certificate);
  }

  /** The factory for sockets. The handshake of a socket succeeds only if the server is trusted. */
  public SSLSocketFactory sockets() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {keys}, new TrustManager[] {trust}, null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("TLS cannot be used", e);
    }
  }

  /**
   * An interceptor for the channel. It adds the cause to failures that the transport cannot
   * explain.
   */
  public ClientInterceptor diagnosis() {
    return new TlsDiagnosis(keys);
  }

  /**
   * Why the latest handshake did not trust the server. Empty if it trusted the server, or if the
   * user cannot override the decision.
   */
  public Optional<UntrustedServer> untrusted() {
    return Optional.ofNullable(trust.untrusted());
  }
}
