package chat.charla.cli.connection;

import chat.charla.cli.connection.tls.Tls;
import chat.charla.cli.connection.tls.TlsFailure;
import chat.charla.cli.connection.tls.TlsProbe;
import chat.charla.cli.connection.tls.UntrustedServer;
import chat.charla.cli.settings.ServerAddress;
import chat.charla.client.CallFailure;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A server's address, and how to connect to the server.
 *
 * @param address the server's address
 * @param tls the TLS configuration, or null for plaintext
 */
public record Route(ServerAddress address, @Nullable Tls tls) {
  private static final Duration PROBE_LIMIT = Duration.ofSeconds(2);

  /** A route without encryption. */
  public static Route plaintext(ServerAddress address) {
    return new Route(address, null);
  }

  /**
   * Why the latest handshake did not trust the server. Empty if it trusted the server, or if the
   * user cannot override the decision.
   */
  public Optional<UntrustedServer> untrusted() {
    return tls == null ? Optional.empty() : tls.untrusted();
  }

  /**
   * Returns the failure, or a more precise failure if there is one. A TLS server closes a plaintext
   * connection without an explanation. So if the server has closed a plaintext connection, this
   * method probes the server for TLS, which may take some seconds.
   */
  public CallFailure examined(CallFailure failure) {
    return tls == null
            && Explanations.isConnectionClosed(failure)
            && TlsProbe.speaksTls(address, PROBE_LIMIT)
        ? CallFailure.of(Status.Code.UNAVAILABLE, TlsFailure.NEEDED.word())
        : failure;
  }
}
