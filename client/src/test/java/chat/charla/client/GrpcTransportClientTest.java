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
            new ChatClient(transport(), scheduler, standardOptions(), reports.client())) {
      client.start();
      reports.expect("JOINING", "CONNECTING", "ONLINE");
      client.send(Target.room("lobby"), "hello");
      reports.expect("event 1", "message SENT");

      service.breakConnections();

      reports.expect("WAITING", "CONNECTING", "ONLINE");
      client.send(Target.room("lobby"), "again");
      reports.expect("event 2", "message SENT");
      client.leave();
      reports.expect("LEFT");
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
              new ChatClient(transport, scheduler, quickOptions(), reports.client())) {
        client.start();

        reports.await("ONLINE");

        assertTrue(silent.awaitClosedByClient());
        client.leave();
        reports.await("LEFT");
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
        ChatClient client =
            new ChatClient(transport, scheduler, quickOptions(), reports.client())) {
      client.start();
      reports.await("ONLINE");
      client.send(Target.room("lobby"), "hello");
      reports.await("message SENT");
      stopServer();
      try (SilentPeer silent = new SilentPeer(InetAddress.getLoopbackAddress(), port)) {
        assertTrue(silent.awaitClosedByClient());
      }

      serveAt(port);

      reports.await("ONLINE");
    }
  }

  @Test
  void aClientThatWasOnlineRetriesAfterProxyAnswersAndResets() throws Exception {
    int port = port();
    try (SingleThreadScheduler scheduler = new SingleThreadScheduler("chat-client");
        FakeProxy notFound = FakeProxy.http2(404);
        FakeProxy forbidden = FakeProxy.http2(403);
        FakeProxy cancelling = FakeProxy.resetting(8)) {
      ListedAddresses addresses = new ListedAddresses(loopback(port));
      try (GrpcTransport transport =
              GrpcTransport.open(
                  NettyChannelBuilder.forTarget("dns:///moving").usePlaintext(),
                  new AddressRotation(addresses));
          ChatClient client =
              new ChatClient(transport, scheduler, quickOptions(), reports.client())) {
        client.start();
        reports.await("ONLINE");
        for (int other : new int[] {notFound.port(), forbidden.port(), cancelling.port()}) {
          addresses.set(loopback(other));
          transport.abandonConnection();
          service.breakConnections();
          reports.await("WAITING");
          reports.await("CONNECTING");
          reports.await("WAITING");
          addresses.set(loopback(port));
          transport.abandonConnection();
          reports.await("ONLINE");
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
