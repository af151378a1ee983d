package chat.charla.cli.connection.tls;

import chat.charla.cli.settings.ServerAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLSocket;

/** Starts a handshake to find out whether a server speaks TLS. */
public final class TlsProbe {
  /**
   * A fingerprint that no certificate has, so that the handshake fails as soon as the server has
   * sent its certificate.
   */
  private static final Fingerprint NO_CERTIFICATE = new Fingerprint("00:".repeat(31) + "00");

  private TlsProbe() {}

  /**
   * Whether the server presents a certificate in time.
   *
   * @param limit the time limit for connecting, and for each read
   */
  public static boolean speaksTls(ServerAddress server, Duration limit) {
    Tls tls = new Tls(new Trust.Pinned(NO_CERTIFICATE), null);
    int millis = Math.toIntExact(limit.toMillis());
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(server.host(), server.port()), millis);
      socket.setSoTimeout(millis);
      if (tls.sockets().createSocket(socket, server.host(), server.port(), true)
          instanceof SSLSocket encrypted) {
        encrypted.startHandshake();
      }
    } catch (IOException e) {
      // The handshake is expected to fail. The code below checks whether the server has sent a
      // certificate.
    }
    return tls.untrusted().isPresent();
  }
}
