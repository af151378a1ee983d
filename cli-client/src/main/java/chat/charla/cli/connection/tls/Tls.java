package chat.charla.cli.connection.tls;

import io.grpc.ClientInterceptor;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** Encryption for the connections to one server. Thread-safe. */
public final class Tls {
  private final ServerTrust trust;
  private final ClientKeys keys;

  /**
   * For servers that are trusted so.
   *
   * @param certificate what to show if a server asks, or null for nothing
   */
  public Tls(Trust trust, @Nullable ClientCertificate certificate) {
    this.trust = new ServerTrust(trust);
    this.keys = new ClientKeys(certificate);
  }

  /** Makes the sockets. Who the server is has been decided when their handshake is done. */
  public SSLSocketFactory sockets() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {keys}, new TrustManager[] {trust}, null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has TLS", e);
    }
  }

  /**
   * Has to be asked about the calls, because it can tell more about a failure than the transport.
   */
  public ClientInterceptor diagnosis() {
    return new TlsDiagnosis(keys);
  }

  /** Why the server was not trusted the last time, where the user could decide otherwise. */
  public Optional<Doubt> doubt() {
    return Optional.ofNullable(trust.doubt());
  }
}
