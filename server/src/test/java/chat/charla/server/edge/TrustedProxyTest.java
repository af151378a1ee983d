package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.JoinResponse;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Connections count for the client that a trusted proxy names in the PROXY protocol. */
class TrustedProxyTest extends TrustedProxyFixture {
  @Test
  void connectionsCountForTheClientThatTheProxyNames() throws IOException {
    RunningServer server = serve(limits(HERE).perAddress(2));
    for (int i = 0; i < 22; i++) {
      admitted(
          server, i % 2 == 0 ? ProxyHeaders.line("192.0.2.1") : ProxyHeaders.binary("192.0.2.1"));
    }
    SilentPeer other = admitted(server, ProxyHeaders.line("192.0.2.2"));

    awaitOpen(server, 3);
    assertEquals(20, server.refusedOrReplaced());
    assertEquals(20, log.lines().count(), () -> log.lines().all().toString());
    assertTrue(log.lines().all().get(0).contains("192.0.2.1"), log.lines().all().get(0));
    other.close();
    awaitOpen(server, 2);
  }

  @Test
  void anIpv6ClientCountsForItsNetworks() throws IOException {
    RunningServer server = serve(limits(HERE).perAddress(1));
    for (int host = 1; host <= 4; host++) {
      admitted(server, ProxyHeaders.line6("2001:db8:1:1::" + host));
      admitted(server, ProxyHeaders.line6("2001:db8:1:1::" + host));
      awaitOpen(server, host);
    }

    admitted(server, ProxyHeaders.line6("2001:db8:1:1::5"));
    awaitOpen(server, 4);
    admitted(server, ProxyHeaders.line6("2001:db8:1:2::1"));
    awaitOpen(server, 5);
    assertEquals(5, server.refusedOrReplaced());
  }

  /**
   * One client has connections with its session on all slots of the proxy. Other clients can still
   * connect, because the last tenth of the slots is theirs.
   */
  @Test
  @Tag("fault:all-connections")
  void othersCanTakeTheLastTenthFromAClientWithAllConnections() throws IOException {
    RunningServer server = serve(limits(HERE).all(20).perAddress(0));
    ForwardingProxy mallory =
        keep(new ForwardingProxy(server.port(), ProxyHeaders.line("192.0.2.1")));
    JoinResponse session = over(mallory).join("Mallory").session();
    for (int i = 1; i < 20; i++) {
      over(mallory).as(session).whoAmI();
    }
    awaitOpen(server, 20);

    for (String address : List.of("192.0.2.2", "192.0.2.3")) {
      RawClient other = over(keep(new ForwardingProxy(server.port(), ProxyHeaders.line(address))));
      assertFalse(other.join("Guest-" + address).token().isEmpty());
      awaitOpen(server, 20);
    }

    assertEquals(2, server.refusedOrReplaced());
    SilentPeer third = connect(server);
    third.send(ProxyHeaders.line("192.0.2.4"));
    third.awaitEnd();
    assertEquals(3, server.refusedOrReplaced());
    assertEquals(3, log.lines().count(), () -> log.lines().all().toString());
  }

  /**
   * A proxy connects for its health checks, for clients without an Internet address, and to forward
   * calls.
   */
  @Test
  void aProxyIsNotLimitedLikeAClient() throws IOException {
    RunningServer server = serve(limits(HERE).perAddress(1));
    for (int i = 0; i < 5; i++) {
      admitted(server, NOTHING);
      admitted(server, ProxyHeaders.text("PROXY UNKNOWN\r\n"));
      admitted(server, ProxyHeaders.binaryOf("20000000"));
    }

    assertEquals(0, server.refusedOrReplaced());
  }

  @Test
  void loopbackAddressesHaveLimitsIfAProxyIsTrusted() throws IOException {
    RunningServer server = serve(limits(ELSEWHERE).perAddress(1));
    admitted(server, NOTHING);

    admitted(server, NOTHING);

    awaitOpen(server, 1);
    assertEquals(
        1,
        server.refusedOrReplaced(),
        "the older connection must be closed in favour of the newer one");
  }
}
