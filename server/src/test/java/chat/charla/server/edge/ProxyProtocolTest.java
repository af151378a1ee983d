package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.tls.ServerFiles;
import chat.charla.server.tls.TlsSettings;
import chat.charla.testkit.Patience;
import chat.charla.testkit.TestAuthority;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * From which peers the server takes a header of the PROXY protocol, and how the header may arrive.
 */
class ProxyProtocolTest extends TrustedProxyFixture {
  @TempDir private Path files;

  @ParameterizedTest
  @ValueSource(strings = {"", ELSEWHERE})
  @Tag("fault:forged-proxy-header")
  void headersOfOtherPeersAreRefused(String trusted) throws IOException {
    RunningServer server = serve(limits(trusted).perAddress(0));
    for (int i = 0; i < 10; i++) {
      refused(server, ProxyHeaders.line("192.0.2.1"));
      refused(server, ProxyHeaders.binary("192.0.2.1"));
      refused(server, ProxyHeaders.text("PROXY and anything else"));
    }

    assertEquals(30, server.refusedOrReplaced());
    assertEquals(30, log.lines().count(), () -> log.lines().all().toString());
    assertTrue(log.lines().all().get(0).contains("127.0.0.1"), log.lines().all().get(0));
    assertFalse(log.lines().all().get(0).contains("192.0.2.1"), log.lines().all().get(0));
    admitted(server, NOTHING);
  }

  @Test
  void aMalformedHeaderEndsTheConnection() throws IOException {
    RunningServer server = serve(limits(HERE));
    for (int i = 0; i < 10; i++) {
      refused(server, ProxyHeaders.text("PROXY TCP4 192.0.2.1 192.0.2.2 1\r\n"));
      refused(server, ProxyHeaders.binaryOf("21110000"));
    }

    assertEquals(20, server.refusedOrReplaced());
    assertEquals(20, log.lines().count(), () -> log.lines().all().toString());
  }

  @Test
  void aHeaderMayArriveByteByByte() throws IOException {
    RunningServer server = serve(limits(HERE).perAddress(1));
    for (byte[] header :
        List.of(ProxyHeaders.line("192.0.2.1"), ProxyHeaders.binary("192.0.2.2"))) {
      SilentPeer peer = connect(server);
      for (byte next : header) {
        peer.send(new byte[] {next});
      }
      peer.send(new Http2Bytes().ping().toByteArray());
      peer.awaitFrame(PONG);
    }

    admitted(server, ProxyHeaders.binary("192.0.2.1"));
    admitted(server, ProxyHeaders.line("192.0.2.2"));
    awaitOpen(server, 2);
  }

  @Test
  @Tag("fault:slow-proxy-header")
  void aHeaderThatDoesNotArriveInTimeEndsTheConnection() throws IOException {
    RunningServer server = serve(limits(HERE).handshake(Duration.ofMillis(300)));
    for (byte[] beginning :
        List.of(
            NOTHING,
            ProxyHeaders.text("P"),
            ProxyHeaders.text("PROXY TCP4"),
            ProxyHeaders.binary("192.0.2.1"))) {
      try (SilentPeer peer = SilentPeer.connect(server.port())) {
        peer.send(beginning);
        peer.awaitEnd();
      }
    }

    Patience.await("open connections", () -> server.openConnections() == 0);
  }

  /** The proxy does not terminate TLS; the server has the certificate. */
  @Test
  void theHeaderComesBeforeTls() throws IOException {
    TestAuthority authority = new TestAuthority("authority");
    TlsSettings tls = TlsSettings.of(ServerFiles.write(authority.server("localhost"), files), null);
    RunningServer server =
        keep(
            RunningServer.with(
                data,
                config ->
                    config.rates(usersPerDay(1)).connections(limits(HERE).settings()).tls(tls)));
    for (byte[] header :
        List.of(ProxyHeaders.line("192.0.2.1"), ProxyHeaders.binary("192.0.2.2"))) {
      ForwardingProxy proxy = keep(new ForwardingProxy(server.port(), header));
      RawClient client = keep(RawClient.over(encrypted(authority, proxy.port())));

      assertFalse(client.join("Guest" + header.length).token().isEmpty());
      refusedAsTooMany(() -> client.join("Second" + header.length));
    }
  }

  private static void refused(RunningServer server, byte[] header) throws IOException {
    try (SilentPeer peer = SilentPeer.connect(server.port())) {
      peer.send(header);
      peer.send(new Http2Bytes().ping().toByteArray());
      assertThrows(IOException.class, () -> peer.awaitFrame(PONG));
    }
  }

  private static ManagedChannel encrypted(TestAuthority authority, int port) {
    return Grpc.newChannelBuilderForAddress(
            "localhost",
            port,
            TlsChannelCredentials.newBuilder()
                .trustManager(authority.itself().toTrustManager())
                .build())
        .build();
  }
}
