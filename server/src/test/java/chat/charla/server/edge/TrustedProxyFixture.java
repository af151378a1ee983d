package chat.charla.server.edge;

import chat.charla.server.RecordedLog;
import chat.charla.server.limit.Quota;
import chat.charla.server.limit.Rate;
import chat.charla.server.limit.RateSettings;
import chat.charla.testkit.Patience;
import chat.charla.v1.ErrorReason;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Servers that trust proxies, and clients behind such proxies; this machine is the proxy. */
abstract class TrustedProxyFixture {
  static final String HERE = "127.0.0.1,::1";
  static final String ELSEWHERE = "198.51.100.0/24";
  static final byte[] NOTHING = new byte[0];
  static final int PONG = 6;

  private static final Duration DAY = Duration.ofDays(1);

  @RegisterExtension
  final RecordedLog log = new RecordedLog("chat.charla.server.grpc.ConnectionGate");

  @TempDir Path data;

  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  final RunningServer serve(ConnectionChanges limits) throws IOException {
    return serve(limits, RateSettings.UNLIMITED);
  }

  final RunningServer serve(ConnectionChanges limits, RateSettings rates) throws IOException {
    return keep(
        RunningServer.with(
            data.resolve(Integer.toString(opened.size())),
            config -> config.rates(rates).connections(limits.settings())));
  }

  /** Settings that trust proxies with these addresses; empty for no proxies. */
  static ConnectionChanges limits(String trusted) {
    return trusted.isEmpty()
        ? new ConnectionChanges()
        : new ConnectionChanges().trustedProxies(trusted);
  }

  static RateSettings usersPerDay(int count) {
    return new RateSettings(Map.of(), Map.of(Quota.USERS, new Rate(count, DAY)), 0, Duration.ZERO);
  }

  /** Registers an object that is closed after the test. */
  final <T extends AutoCloseable> T keep(T closeable) {
    opened.add(closeable);
    return closeable;
  }

  final SilentPeer connect(RunningServer server) throws IOException {
    return keep(SilentPeer.connect(server.port()));
  }

  /** A connection that begins with this PROXY header, if any, and that the server accepts. */
  final SilentPeer admitted(RunningServer server, byte[] header) throws IOException {
    SilentPeer peer = connect(server);
    peer.send(header);
    peer.send(new Http2Bytes().ping().toByteArray());
    peer.awaitFrame(PONG);
    return peer;
  }

  static void refusedAsTooMany(Executable call) {
    Refusal.of(call).is(Status.Code.RESOURCE_EXHAUSTED, ErrorReason.ERROR_REASON_RATE_LIMITED);
  }

  /** A client behind this proxy, on a connection of its own. */
  final RawClient over(ForwardingProxy proxy) {
    return keep(RawClient.connect(proxy.port()));
  }

  /** A client whose calls have this header, as a proxy would set it. */
  final RawClient forwarded(RunningServer server, String header, String value) {
    return forwarded(server.port(), header, value);
  }

  final RawClient forwarded(int port, String header, String value) {
    return forwarded(port, Map.of(header, value));
  }

  /** A client whose calls have these headers, as a proxy would set them. */
  final RawClient forwarded(int port, Map<String, String> headers) {
    Metadata metadata = new Metadata();
    headers.forEach(
        (name, value) ->
            metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("localhost", port)
            .usePlaintext()
            .intercept(MetadataUtils.newAttachHeadersInterceptor(metadata))
            .build();
    return keep(RawClient.over(channel));
  }

  /**
   * Waits until the server has this many connections. It may still be closing some in favour of
   * newer ones.
   */
  static void awaitOpen(RunningServer server, int count) {
    Patience.await("open connections", () -> server.openConnections() == count);
  }
}
