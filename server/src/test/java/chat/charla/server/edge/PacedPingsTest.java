package chat.charla.server.edge;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.grpc.ConnectionSettings;
import chat.charla.server.tls.ServerFiles;
import chat.charla.server.tls.TlsSettings;
import chat.charla.testkit.Patience;
import chat.charla.testkit.TestAuthority;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which PINGs a server acknowledges at once. After each PING the peer sends SETTINGS, which the
 * server always acknowledges at once. If the acknowledgement of the SETTINGS arrives first, the
 * server has delayed the acknowledgement of the PING.
 */
@Timeout(2 * Patience.SECONDS)
class PacedPingsTest {
  private static final Duration LONG = Duration.ofSeconds(1);
  private static final String SETTINGS = "settings";

  @TempDir private Path data;
  @TempDir private Path files;
  private int calls;

  @Test
  void pingsOnAQuietConnectionAreAcknowledgedAtOnce() throws IOException {
    try (RunningServer server = server(LONG);
        SilentPeer peer = greet(SilentPeer.connect(server.port()))) {
      assertTrue(isAcknowledgedAtOnce(peer, 1));
      assertTrue(isAcknowledgedAtOnce(peer, 2));
    }
  }

  @Test
  void pingsAreHeldWhileDataFlowsAndAcknowledgedInOrder() throws IOException {
    try (RunningServer server = server(LONG);
        SilentPeer peer = greet(SilentPeer.connect(server.port()))) {
      assertHeldInOrder(peer);
    }
  }

  @Test
  void pingsAreHeldOverTlsAsWell() throws IOException, GeneralSecurityException {
    TestAuthority authority = new TestAuthority("authority");
    X509Bundle certificate = authority.server("localhost");
    TlsSettings tls =
        new TlsSettings(ServerFiles.write(certificate, files), null, Duration.ofHours(1));
    try (RunningServer server =
            RunningServer.with(data, config -> config.tls(tls).connections(settings(LONG)));
        SilentPeer peer = greet(SilentPeer.over(socket(server.port(), authority)))) {
      assertHeldInOrder(peer);
    }
  }

  @Test
  void withoutAPeriodEveryPingIsAcknowledgedAtOnce() throws IOException {
    try (RunningServer server = server(Duration.ZERO);
        SilentPeer peer = greet(SilentPeer.connect(server.port()))) {
      for (int ping = 1; ping <= 5; ping++) {
        getData(peer);
        assertTrue(isAcknowledgedAtOnce(peer, ping));
      }
    }
  }

  /** gRPC counts PINGs when they arrive, also those whose acknowledgement is held. */
  @Test
  void aFloodEndsTheConnectionAsWithoutPacing() throws IOException {
    try (RunningServer server = server(LONG);
        SilentPeer peer = greet(SilentPeer.connect(server.port()))) {
      var unused = awaitHeld(peer);
      Http2Bytes flood = Http2Bytes.withoutPreface();
      for (int ping = 0; ping < 6; ping++) {
        flood.ping(ping);
      }
      peer.send(flood.toByteArray());

      byte[] why = peer.awaitFrame(Http2Bytes.GO_AWAY);
      assertTrue(new String(why, US_ASCII).endsWith("too_many_pings"));
      peer.awaitEnd();
    }
  }

  /** A server that stops sends a PING on each connection, and waits for the acknowledgement. */
  @Test
  void theServersOwnPingIsNotHeld() throws Exception {
    try (RunningServer server = server(LONG);
        SilentPeer peer = greet(SilentPeer.connect(server.port()))) {
      var unused = awaitHeld(peer);
      Thread stop = new Thread(server::stop, "stop");
      stop.start();

      SilentPeer.Frame frame = peer.nextFrame();
      while (!isPing(frame, 0)) {
        frame = peer.nextFrame();
      }
      peer.send(Http2Bytes.withoutPreface().acknowledgePing(number(frame)).toByteArray());
      peer.awaitEnd();
      stop.join();
    }
  }

  private void assertHeldInOrder(SilentPeer peer) throws IOException {
    long held = awaitHeld(peer);
    peer.send(Http2Bytes.withoutPreface().ping(held + 1).toByteArray());

    assertEquals("ping " + held, acknowledgement(peer));
    assertEquals("ping " + (held + 1), acknowledgement(peer));
  }

  /**
   * Gets data and sends a PING, again and again, until the server holds an acknowledgement. On a
   * slow machine a period may end before the next PING arrives, and then nothing is held.
   *
   * @return the number of the PING whose acknowledgement is held
   */
  private long awaitHeld(SilentPeer peer) throws IOException {
    long ping = 1;
    getData(peer);
    while (isAcknowledgedAtOnce(peer, ping)) {
      getData(peer);
      ping++;
    }
    return ping;
  }

  /** Makes a call, and waits for its answer. */
  private void getData(SilentPeer peer) throws IOException {
    int stream = 2 * calls + 1;
    calls++;
    peer.send(
        Http2Bytes.withoutPreface()
            .headers(stream, "/grpc.health.v1.Health/Check", Map.of(), true)
            .request(stream, new byte[0])
            .toByteArray());
    peer.awaitFrame(Http2Bytes.DATA, stream);
  }

  private static boolean isAcknowledgedAtOnce(SilentPeer peer, long ping) throws IOException {
    peer.send(Http2Bytes.withoutPreface().ping(ping).settings().toByteArray());
    String first = acknowledgement(peer);
    if (first.equals(SETTINGS)) {
      return false;
    }
    assertEquals("ping " + ping, first);
    assertEquals(SETTINGS, acknowledgement(peer));
    return true;
  }

  /** The next acknowledgement. */
  private static String acknowledgement(SilentPeer peer) throws IOException {
    while (true) {
      SilentPeer.Frame frame = peer.nextFrame();
      if (isPing(frame, Http2Bytes.ACK)) {
        return "ping " + number(frame);
      }
      if (frame.type() == Http2Bytes.SETTINGS && frame.flags() == Http2Bytes.ACK) {
        return SETTINGS;
      }
    }
  }

  private static boolean isPing(SilentPeer.Frame frame, int flags) {
    return frame.type() == Http2Bytes.PING && frame.flags() == flags;
  }

  private static long number(SilentPeer.Frame ping) {
    return ByteBuffer.wrap(ping.payload()).getLong();
  }

  private RunningServer server(Duration period) throws IOException {
    return RunningServer.with(data, config -> config.connections(settings(period)));
  }

  private static ConnectionSettings settings(Duration period) {
    return new ConnectionChanges().pingPeriod(period).settings();
  }

  private static SilentPeer greet(SilentPeer peer) throws IOException {
    peer.send(new Http2Bytes().acknowledgeSettings().toByteArray());
    assertEquals(SETTINGS, acknowledgement(peer));
    return peer;
  }

  private static SSLSocket socket(int port, TestAuthority trusted)
      throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {trusted.itself().toTrustManager()}, null);
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }
}
