package chat.charla.cli.connection;

import chat.charla.cli.connection.tls.Doubt;
import chat.charla.cli.connection.tls.Tls;
import chat.charla.cli.connection.tls.TlsFailure;
import chat.charla.cli.connection.tls.TlsProbe;
import chat.charla.client.CallFailure;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A server, and how to talk to it.
 *
 * @param address where it is
 * @param tls encryption, or null for none
 */
public record Route(ServerAddress address, @Nullable Tls tls) {
  private static final Duration PROBE_LIMIT = Duration.ofSeconds(2);

  /** Without encryption. */
  public static Route plaintext(ServerAddress address) {
    return new Route(address, null);
  }

  /** Why the server was not trusted the last time, where the user could decide otherwise. */
  public Optional<Doubt> doubt() {
    return tls == null ? Optional.empty() : tls.doubt();
  }

  /**
   * What was really the matter with a call that has failed. A server that speaks TLS hangs up on
   * who does not, without a word; so it is asked, which may take some seconds.
   */
  public CallFailure examined(CallFailure failure) {
    return tls == null && Explanations.isGone(failure) && TlsProbe.speaksTls(address, PROBE_LIMIT)
        ? CallFailure.of(Status.Code.UNAVAILABLE, TlsFailure.NEEDED.word())
        : failure;
  }
}
