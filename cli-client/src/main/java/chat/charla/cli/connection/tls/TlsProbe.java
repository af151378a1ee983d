package chat.charla.cli.connection.tls;

import chat.charla.cli.connection.ServerAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLSocket;

/** Finds out whether a server speaks TLS. Nothing is said to it but "hello". */
public final class TlsProbe {
  /** Of no certificate that anybody will ever make. */
  private static final Fingerprint NOBODY = new Fingerprint("00:".repeat(31) + "00");

  private TlsProbe() {}

  /**
   * Whether it shows a certificate. One that says nothing in time does not, as far as can be told.
   *
   * @param limit for connecting, and for each of its answers
   */
  public static boolean speaksTls(ServerAddress server, Duration limit) {
    Tls tls = new Tls(new Trust.Pinned(NOBODY), null);
    int millis = Math.toIntExact(limit.toMillis());
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(server.host(), server.port()), millis);
      socket.setSoTimeout(millis);
      if (tls.sockets().createSocket(socket, server.host(), server.port(), true)
          instanceof SSLSocket encrypted) {
        encrypted.startHandshake();
      }
    } catch (IOException e) {
      // As was to be expected: the question is how far it got.
    }
    return tls.doubt().isPresent();
  }
}
