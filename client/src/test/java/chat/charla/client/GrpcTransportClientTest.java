package chat.charla.client;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A whole client over the real transport. Its server fails in different ways. */
class GrpcTransportClientTest extends GrpcTransportFixture {
  @Test
  void aWholeClientRunsOverTheTransport() throws Exception {
    try (SingleThreadScheduler scheduler = new SingleThreadScheduler("chat-client");
        ChatClient client =
            new ChatClient(transport(), scheduler, standardOptions(), heard.client())) {
      client.start();
      heard.expect("JOINING", "CONNECTING", "ONLINE");
      client.send(Target.room("lobby"), "hello");
      heard.expect("event 1", "message SENT");

      service.breakConnections();

      heard.expect("WAITING", "CONNECTING", "ONLINE");
      client.send(Target.room("lobby"), "again");
      heard.expect("event 2", "message SENT");
      client.leave();
      heard.expect("LEFT");
    }
  }

  @Test
  void theAddressAfterASilentOneIsTried() throws Exception {
    InetAddress second = InetAddress.getByName("127.0.0.2");
    try (SilentPeer silent = new SilentPeer(InetAddress.getLoopbackAddress(), 0);
        SingleThreadScheduler scheduler = new SingleThreadScheduler("chat-client")) {
      Server speaking = service.start(second, 0);
      try (GrpcTransport transport =
              GrpcTransport.open(
                  NettyChannelBuilder.forTarget("dns:///two").usePlaintext(),
                  new AddressRotation(
                      new ListedAddresses(
                          loopback(silent.port()),
                          new InetSocketAddress(second, speaking.getPort()))));
          ChatClient client =
              new ChatClient(transport, scheduler, quickOptions(), heard.client())) {
        client.start();

        heard.await("ONLINE");

        assertTrue(silent.awaitClosedByClient());
        client.leave();
        heard.await("LEFT");
      } finally {
        TinyServer.stop(speaking);
      }
    }
  }

  @Test
  void aServerThatWasSilentForAWhileIsReachedByTheSameClient() throws Exception {
    int port = port();
    try (SingleThreadScheduler scheduler = new SingleThreadScheduler("chat-client");
        GrpcTransport transport =
            GrpcTransport.open(NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext());
        ChatClient client = new ChatClient(transport, scheduler, quickOptions(), heard.client())) {
      client.start();
      heard.await("ONLINE");
      client.send(Target.room("lobby"), "hello");
      heard.await("message SENT");
      stopServer();
      try (SilentPeer silent = new SilentPeer(InetAddress.getLoopbackAddress(), port)) {
        assertTrue(silent.awaitClosedByClient());
      }

      serveAt(port);

      heard.await("ONLINE");
    }
  }

  @Test
  void aClientThatWasOnlineRetriesAfterProxyAnswersAndResets() throws Exception {
    int port = port();
    try (SingleThreadScheduler scheduler = new SingleThreadScheduler("chat-client");
        PretendingServer notFound = PretendingServer.http2(404);
        PretendingServer forbidden = PretendingServer.http2(403);
        PretendingServer cancelling = PretendingServer.resetting(8)) {
      ListedAddresses addresses = new ListedAddresses(loopback(port));
      try (GrpcTransport transport =
              GrpcTransport.open(
                  NettyChannelBuilder.forTarget("dns:///moving").usePlaintext(),
                  new AddressRotation(addresses));
          ChatClient client =
              new ChatClient(transport, scheduler, quickOptions(), heard.client())) {
        client.start();
        heard.await("ONLINE");
        for (int other : new int[] {notFound.port(), forbidden.port(), cancelling.port()}) {
          addresses.set(loopback(other));
          transport.abandonConnection();
          service.breakConnections();
          heard.await("WAITING");
          heard.await("CONNECTING");
          heard.await("WAITING");
          addresses.set(loopback(port));
          transport.abandonConnection();
          heard.await("ONLINE");
        }
      }
    }
  }

  private static ClientOptions standardOptions() {
    return options().build();
  }

  /** Options with a short time limit for an attempt to connect. */
  private static ClientOptions quickOptions() {
    return options().connectTimeout(Duration.ofMillis(500)).build();
  }

  private static ClientOptions.Builder options() {
    return ClientOptions.builder().name("ana").backoff(Duration.ofMillis(1), Duration.ofMillis(10));
  }
}
