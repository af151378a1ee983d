package chat.charla.client;

import static java.util.concurrent.TimeUnit.SECONDS;

import chat.charla.testkit.Patience;
import chat.charla.v1.WhoAmIRequest;
import chat.charla.v1.WhoAmIResponse;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A small server for each test, and a channel to it over the loopback interface. */
@Timeout(2 * Patience.SECONDS)
abstract class GrpcTransportFixture {
  final RecordedReports reports = new RecordedReports();
  final TinyServer service = new TinyServer();
  private @Nullable Server server;
  private @Nullable ManagedChannel channel;

  @BeforeEach
  void serve() throws IOException {
    serveAt(0);
    connectTo(port());
  }

  @AfterEach
  void close() throws InterruptedException {
    if (channel != null) {
      channel.shutdownNow().awaitTermination(Patience.SECONDS, SECONDS);
    }
    if (server != null) {
      server.shutdownNow().awaitTermination(Patience.SECONDS, SECONDS);
    }
  }

  /** The server's port. */
  final int port() {
    return server().getPort();
  }

  /** Stops the server, so that its port is free. */
  final void stopServer() throws InterruptedException {
    TinyServer.stop(server());
  }

  /** Serves on this port, in place of the previous server. */
  final void serveAt(int port) throws IOException {
    server = service.start(port);
  }

  /** A transport over the present channel. */
  final GrpcTransport transport() {
    return new GrpcTransport(channel());
  }

  final ManagedChannel channel() {
    return Objects.requireNonNull(channel);
  }

  /** Replaces the channel by one to this port. */
  final void connectTo(int port) {
    use(NettyChannelBuilder.forAddress(loopback(port)).usePlaintext().build());
  }

  /** Replaces the channel. */
  final void use(ManagedChannel next) {
    if (channel != null) {
      channel.shutdownNow();
    }
    channel = next;
  }

  /** Makes a call that fails, and returns the failure. */
  final CallFailure failure() throws InterruptedException {
    BlockingQueue<CallFailure> failures = new LinkedBlockingQueue<>();
    transport()
        .whoAmI(
            WhoAmIRequest.getDefaultInstance(),
            "t1",
            new Answer<>() {
              @Override
              public void onSuccess(WhoAmIResponse response) {}

              @Override
              public void onFailure(CallFailure failure) {
                failures.add(failure);
              }
            });
    return Objects.requireNonNull(failures.poll(Patience.SECONDS, SECONDS));
  }

  static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private Server server() {
    return Objects.requireNonNull(server);
  }
}
