package chat.charla.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.limit.Rate;
import chat.charla.server.proxy.ForwardedHeader;
import chat.charla.server.proxy.TrustedProxies;
import chat.charla.server.refusal.RefusalCounts;
import chat.charla.testkit.Patience;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder.LocalSocketPicker;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Calls of several clients on the only connection of a proxy, over real sockets, in virtual time.
 *
 * <p>The guard's limits for one connection are 1 concurrent call, and 2 cancelled calls in 10 s. An
 * address behind the proxy may have 8 times as many ({@link CallGuard#CONNECTIONS}): 8 concurrent
 * calls, and 16 cancelled calls in 10 s. The proxy's connection may have more calls than that,
 * because this guard does not limit the concurrent calls of a connection.
 */
class CallGuardTest {
  private static final String ANA = "192.0.2.1";
  private static final String LUIS = "192.0.2.2";
  private static final String NO_CLIENT = "";

  private final EventLoops loops = new EventLoops(1);
  private final AtomicLong now = new AtomicLong();
  private final ClientAddresses clients =
      new ClientAddresses(
          false, TrustedProxies.parse("127.0.0.1,::1"), ForwardedHeader.X_FORWARDED_FOR);
  private final Server server =
      NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
          .directExecutor()
          .bossEventLoopGroup(loops.acceptor())
          .workerEventLoopGroup(loops.workers())
          .channelFactory(
              loops.listenerFactory(new ConnectionGate(ConnectionLimits.DEFAULT, clients)))
          .intercept(
              new CallGuard(
                  clients, 1, new Rate(2, Duration.ofSeconds(10)), now::get, new RefusalCounts()))
          .addService(new HealthStatusManager().getHealthService())
          .build();

  @SuppressWarnings("NullAway.Init")
  private ManagedChannel proxy;

  @BeforeEach
  void start() throws IOException {
    server.start();
    proxy = connect("127.0.0.1");
  }

  private ManagedChannel connect(String address) {
    return NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
        .usePlaintext()
        .localSocketPicker(
            new LocalSocketPicker() {
              @Override
              public SocketAddress createSocketAddress(
                  SocketAddress remote, io.grpc.@Nullable Attributes attributes) {
                return new InetSocketAddress(address, 0);
              }
            })
        .build();
  }

  @AfterEach
  void stop() {
    proxy.shutdownNow();
    server.shutdownNow();
    loops.close();
  }

  @Test
  void theCallsOfAnAddressBehindAProxyAreLimited() {
    Watch first = new Watch(ANA);
    for (int i = 0; i < 7; i++) {
      new Watch(ANA).requireAnswer();
    }
    first.requireAnswer();

    assertEquals(Status.Code.RESOURCE_EXHAUSTED, new Watch(ANA).end());
    new Watch(LUIS).requireAnswer();

    first.cancel();
    new Watch(ANA).requireAnswer();
    assertEquals(Status.Code.RESOURCE_EXHAUSTED, new Watch(ANA).end());
  }

  @Test
  void theCallsOfTheProxyItselfAreNotLimited() {
    for (int i = 0; i < 20; i++) {
      new Watch(NO_CLIENT).requireAnswer();
    }
  }

  /** The connection stays open, because it also has calls of other clients. */
  @Test
  void anAddressThatCancelsTooManyCallsIsRefusedForAWhile() {
    Watch others = new Watch(LUIS);
    others.requireAnswer();
    for (int i = 0; i < 16; i++) {
      Watch watch = new Watch(ANA);
      watch.requireAnswer();
      watch.cancel();
    }

    assertEquals(Status.Code.RESOURCE_EXHAUSTED, new Watch(ANA).end());
    new Watch(LUIS).requireAnswer();
    others.requireOpen();

    now.addAndGet(Duration.ofSeconds(5).toNanos());
    new Watch(ANA).requireAnswer();
  }

  /**
   * If the server closed the connection because of cancelled calls, any client could disconnect all
   * clients of the proxy.
   */
  @Test
  void theConnectionOfAProxyThatNamesNoClientsStaysOpen() {
    Watch other = new Watch(NO_CLIENT);
    other.requireAnswer();
    for (int i = 0; i < 20; i++) {
      Watch watch = new Watch(NO_CLIENT);
      watch.requireAnswer();
      watch.cancel();
    }
    new Watch(NO_CLIENT).requireAnswer();
    other.requireOpen();
  }

  @Test
  @EnabledOnOs(OS.LINUX) // Other systems have only one loopback address.
  void theConnectionOfAnotherPeerIsClosedIfItCancelsTooMany() {
    ManagedChannel peer = connect("127.0.0.2");
    try {
      Watch other = new Watch(peer, NO_CLIENT);
      other.requireAnswer();
      for (int i = 0; i < 2; i++) {
        Watch watch = new Watch(peer, NO_CLIENT);
        watch.requireAnswer();
        watch.cancel();
      }
      new Watch(peer, NO_CLIENT).requireAnswer();
      other.requireOpen();

      Watch last = new Watch(peer, NO_CLIENT);
      last.requireAnswer();
      last.cancel();

      assertEquals(Status.Code.UNAVAILABLE, other.end());
    } finally {
      peer.shutdownNow();
    }
  }

  @Test
  void slowCancellationsHaveNoEffect() {
    for (int i = 0; i < 50; i++) {
      Watch watch = new Watch(i % 2 == 0 ? ANA : NO_CLIENT);
      watch.requireAnswer();
      watch.cancel();
      now.addAndGet(Duration.ofSeconds(6).toNanos());
    }
    new Watch(ANA).requireAnswer();
  }

  /** A call on behalf of a client. It stays open until it is cancelled. */
  private final class Watch extends ClientCall.Listener<HealthCheckResponse> {
    private final ClientCall<HealthCheckRequest, HealthCheckResponse> call;
    private final CompletableFuture<HealthCheckResponse> answer = new CompletableFuture<>();
    private final CompletableFuture<Status.Code> end = new CompletableFuture<>();

    Watch(String client) {
      this(proxy, client);
    }

    Watch(ManagedChannel peer, String client) {
      call = peer.newCall(HealthGrpc.getWatchMethod(), CallOptions.DEFAULT);
      Metadata headers = new Metadata();
      if (!client.isEmpty()) {
        headers.put(Metadata.Key.of("x-forwarded-for", Metadata.ASCII_STRING_MARSHALLER), client);
      }
      call.start(this, headers);
      call.sendMessage(HealthCheckRequest.getDefaultInstance());
      call.halfClose();
      call.request(2);
    }

    void requireAnswer() {
      HealthCheckResponse status = answer.orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join();
      assertEquals(HealthCheckResponse.ServingStatus.SERVING, status.getStatus());
    }

    void requireOpen() {
      assertTrue(!end.isDone(), () -> "the call has ended with " + end.join());
    }

    void cancel() {
      call.cancel("cancelled by the test", null);
    }

    Status.Code end() {
      return end.orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void onMessage(HealthCheckResponse message) {
      answer.complete(message);
    }

    @Override
    public void onClose(Status status, @Nullable Metadata trailers) {
      end.complete(status.getCode());
      answer.completeExceptionally(status.asRuntimeException());
    }
  }
}
