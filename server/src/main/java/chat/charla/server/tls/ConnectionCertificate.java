package chat.charla.server.tls;

import java.util.Optional;

/** The certificate that the client of a connection has shown in the handshake. Thread-safe. */
public interface ConnectionCertificate {
  /** A connection on which the server accepts no certificate as a credential. */
  ConnectionCertificate NOT_ACCEPTED =
      new ConnectionCertificate() {
        @Override
        public boolean isAccepted() {
          return false;
        }

        @Override
        public Optional<ClientKey> key() {
          return Optional.empty();
        }
      };

  /** Whether the server accepts a certificate on this connection as a credential. */
  boolean isAccepted();

  /**
   * The key in the certificate. The handshake has proven that the client has the private key. Empty
   * if the server accepts no certificate on this connection, or the client has shown none.
   */
  Optional<ClientKey> key();
}
