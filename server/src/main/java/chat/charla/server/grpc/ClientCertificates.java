package chat.charla.server.grpc;

import chat.charla.server.tls.ClientKey;
import chat.charla.server.tls.ConnectionCertificate;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.Metadata;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Determines the certificate that the client of a call has shown. Only the handshake of a direct
 * connection counts: a proxy may show its own certificate, and a header proves nothing.
 *
 * @param accepted whether the server accepts certificates as credentials
 */
public record ClientCertificates(boolean accepted, ClientAddresses clients) {
  /**
   * The certificate of a call.
   *
   * @param attributes the attributes of the call
   * @param headers the headers of the call
   */
  ConnectionCertificate of(Attributes attributes, Metadata headers) {
    SSLSession session = attributes.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    return accepted && session != null && clients.isDirect(attributes, headers)
        ? new SessionCertificate(session)
        : ConnectionCertificate.NOT_ACCEPTED;
  }

  /** The certificate of a TLS session. This class parses it only when a call needs it. */
  private record SessionCertificate(SSLSession session) implements ConnectionCertificate {
    @Override
    public boolean isAccepted() {
      return true;
    }

    @Override
    public Optional<ClientKey> key() {
      return first() instanceof X509Certificate certificate
          ? Optional.of(ClientKey.of(certificate))
          : Optional.empty();
    }

    private @Nullable Certificate first() {
      try {
        return session.getPeerCertificates()[0];
      } catch (SSLPeerUnverifiedException none) {
        return null;
      }
    }
  }
}
