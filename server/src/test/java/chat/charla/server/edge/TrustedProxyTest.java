package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.LimitSettings;
import chat.charla.server.limit.Quota;
import chat.charla.server.limit.Rate;
import chat.charla.server.limit.RateSettings;
import chat.charla.server.proxy.ForwardedHeader;
import chat.charla.server.tls.ServerFiles;
import chat.charla.server.tls.TlsSettings;
import chat.charla.testkit.Patience;
import chat.charla.testkit.TestAuthority;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.ListMessagesRequest;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Proxies that tell the server the addresses of their clients; this machine is the proxy. */
class TrustedProxyTest {
  private static final String HERE = "127.0.0.1,::1";
  private static final String ELSEWHERE = "198.51.100.0/24";
  private static final Duration DAY = Duration.ofDays(1);
  private static final int DATA = 0;
  private static final int PONG = 6;
  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
  private static final byte[] NOTHING = new byte[0];

  @TempDir private Path data;
  @TempDir private Path files;

  private final List<AutoCloseable> opened = new ArrayList<>();
  private final Logger log = Logger.getLogger("chat.charla.server.grpc.ConnectionGate");
  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private final Handler recorder =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          warnings.add(new SimpleFormatter().formatMessage(entry));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void recordWarnings() {
    log.addHandler(recorder);
    log.setUseParentHandlers(false);
  }

  @AfterEach
  void close() throws Exception {
    log.setUseParentHandlers(true);
    log.removeHandler(recorder);
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  @Test
  void connectionsCountForTheClientThatTheProxyNames() throws IOException {
    RunningServer server = serve(limits(HERE).perAddress(2));
    for (int i = 0; i < 22; i++) {
      admitted(server, i % 2 == 0 ? line("192.0.2.1") : binary("192.0.2.1"));
    }
    SilentPeer other = admitted(server, line("192.0.2.2"));

    awaitOpen(server, 3);
    assertEquals(20, server.refusedConnections());
    assertEquals(1, warnings.size(), "one line for all refused connections: " + warnings);
    assertTrue(warnings.get(0).contains("192.0.2.1"), warnings.get(0));
    other.close();
    awaitOpen(server, 2);
  }

  @Test
  void anIpv6ClientCountsForItsNetworks() throws IOException {
    RunningServer server = serve(limits(HERE).perAddress(1));
    for (int host = 1; host <= 4; host++) {
      admitted(server, line6("2001:db8:1:1::" + host));
      admitted(server, line6("2001:db8:1:1::" + host));
      awaitOpen(server, host);
    }

    admitted(server, line6("2001:db8:1:1::5"));
    awaitOpen(server, 4);
    admitted(server, line6("2001:db8:1:2::1"));
    awaitOpen(server, 5);
    assertEquals(5, server.refusedConnections());
  }

  /** Formerly, a client with a session on every connection kept all others out. */
  @Test
  @Tag("fault:all-connections")
  void aClientWithAllConnectionsLeavesTheLastTenthToOthers() throws IOException {
    RunningServer server = serve(limits(HERE).all(20).perAddress(0));
    ForwardingProxy mallory = keep(new ForwardingProxy(server.port(), line("192.0.2.1")));
    JoinResponse session = over(mallory).join("Mallory").session();
    for (int i = 1; i < 20; i++) {
      over(mallory).as(session).whoAmI();
    }
    awaitOpen(server, 20);

    for (String address : List.of("192.0.2.2", "192.0.2.3")) {
      RawClient other = over(keep(new ForwardingProxy(server.port(), line(address))));
      assertFalse(other.join("Guest-" + address).token().isEmpty());
      awaitOpen(server, 20);
    }

    assertEquals(2, server.refusedConnections());
    SilentPeer third = connect(server);
    third.send(line("192.0.2.4"));
    third.awaitEnd();
    assertEquals(3, server.refusedConnections());
    assertEquals(1, warnings.size(), "one line for all refused connections: " + warnings);
  }

  /** For its health checks, for clients without an Internet address, and if it forwards calls. */
  @Test
  void aProxyIsNotLimitedLikeAClient() throws IOException {
    RunningServer server = serve(limits(HERE).perAddress(1));
    for (int i = 0; i < 5; i++) {
      admitted(server, NOTHING);
      admitted(server, text("PROXY UNKNOWN\r\n"));
      admitted(server, HexFormat.of().parseHex(SIGNATURE + "20000000"));
    }

    assertEquals(0, server.refusedConnections());
  }

  @Test
  void loopbackAddressesHaveLimitsIfAProxyIsTrusted() throws IOException {
    RunningServer server = serve(limits(ELSEWHERE).perAddress(1));
    admitted(server, NOTHING);

    admitted(server, NOTHING);

    awaitOpen(server, 1);
    assertEquals(1, server.refusedConnections(), "the former connection was closed");
  }

  /** Further connections were closed in favour of others. */
  private static void awaitOpen(RunningServer server, int count) {
    Patience.await("open connections", () -> server.openConnections() == count);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ELSEWHERE})
  @Tag("fault:forged-proxy-header")
  void headersOfOtherPeersAreRefused(String trusted) throws IOException {
    RunningServer server = serve(limits(trusted).perAddress(0));
    for (int i = 0; i < 10; i++) {
      refused(server, line("192.0.2.1"));
      refused(server, binary("192.0.2.1"));
      refused(server, text("PROXY and anything else"));
    }

    assertEquals(30, server.refusedConnections());
    assertEquals(1, warnings.size(), "one line for all refused connections: " + warnings);
    assertTrue(warnings.get(0).contains("127.0.0.1"), warnings.get(0));
    assertFalse(warnings.get(0).contains("192.0.2.1"), warnings.get(0));
    admitted(server, NOTHING);
  }

  @Test
  void aMalformedHeaderEndsTheConnection() throws IOException {
    RunningServer server = serve(limits(HERE));
    for (int i = 0; i < 10; i++) {
      refused(server, text("PROXY TCP4 192.0.2.1 192.0.2.2 1\r\n"));
      refused(server, HexFormat.of().parseHex(SIGNATURE + "21110000"));
    }

    assertEquals(20, server.refusedConnections());
    assertEquals(1, warnings.size(), "one line for all refused connections: " + warnings);
  }

  @Test
  void aHeaderMayArriveByteByByte() throws IOException {
    RunningServer server = serve(limits(HERE).perAddress(1));
    for (byte[] header : List.of(line("192.0.2.1"), binary("192.0.2.2"))) {
      SilentPeer peer = connect(server);
      for (byte next : header) {
        peer.send(new byte[] {next});
      }
      peer.send(new Http2Bytes().ping().toByteArray());
      peer.awaitFrame(PONG);
    }

    admitted(server, binary("192.0.2.1"));
    admitted(server, line("192.0.2.2"));
    awaitOpen(server, 2);
  }

  @Test
  @Tag("fault:slow-proxy-header")
  void aHeaderThatDoesNotArriveInTimeEndsTheConnection() throws IOException {
    RunningServer server = serve(limits(HERE).handshake(Duration.ofMillis(300)));
    for (byte[] beginning : List.of(NOTHING, text("P"), text("PROXY TCP4"), binary("192.0.2.1"))) {
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
    RunningServer server =
        keep(
            RunningServer.with(data)
                .limits(LimitSettings.DEFAULT.with(usersPerDay(1)).with(limits(HERE).settings()))
                .tls(TlsSettings.of(ServerFiles.write(authority.server("localhost"), files), null))
                .start());
    for (byte[] header : List.of(line("192.0.2.1"), binary("192.0.2.2"))) {
      ForwardingProxy proxy = keep(new ForwardingProxy(server.port(), header));
      RawClient client = keep(RawClient.over(encrypted(authority, proxy.port())));

      assertFalse(client.join("Guest" + header.length).token().isEmpty());
      refusedAsTooMany(() -> client.join("Second" + header.length));
    }
  }

  @Test
  void callsCountForTheClientThatTheProxyNames() throws IOException {
    RunningServer server = serve(limits(HERE), usersPerDay(2));

    forwarded(server, "x-forwarded-for", "192.0.2.1").join("Ana");
    forwarded(server, "x-forwarded-for", "203.0.113.1, 192.0.2.1").join("Berta");
    refusedAsTooMany(() -> forwarded(server, "x-forwarded-for", "192.0.2.1").join("Carla"));
    refusedAsTooMany(
        () -> forwarded(server, "x-forwarded-for", "203.0.113.9, 192.0.2.1, ::1").join("Carla"));
    forwarded(server, "x-forwarded-for", "192.0.2.2").join("Carla");
  }

  /** As documented: then the call counts for the proxy, which has no limits for addresses. */
  @Test
  void aCallWithoutAnAddressCountsForTheProxy() throws IOException {
    RunningServer server = serve(limits(HERE), usersPerDay(1));
    for (String value : List.of("unknown", "", "192.0.2.1, nobody", "192.0.2.1,")) {
      for (int i = 0; i < 3; i++) {
        forwarded(server, "x-forwarded-for", value).join("Guest" + opened.size());
      }
    }
  }

  /** A client can send any header, directly or through a proxy that forwards bytes. */
  @Test
  @Tag("fault:forged-forwarded-header")
  void anAddressThatAClientClaimsIsIgnored() throws IOException {
    RunningServer direct = serve(limits(ELSEWHERE), usersPerDay(1));
    forwarded(direct, "x-forwarded-for", "192.0.2.1").join("Ana");
    refusedAsTooMany(() -> forwarded(direct, "x-forwarded-for", "192.0.2.2").join("Berta"));
    direct.close();

    RunningServer server = serve(limits(HERE), usersPerDay(1));
    ForwardingProxy proxy = keep(new ForwardingProxy(server.port(), line("203.0.113.7")));
    forwarded(proxy.port(), "x-forwarded-for", "192.0.2.1").join("Carla");
    refusedAsTooMany(() -> forwarded(proxy.port(), "x-forwarded-for", "192.0.2.2").join("Dora"));
  }

  /** A proxy forwards a header that it does not set as the client has sent it. */
  @Test
  void onlyTheConfiguredHeaderIsUsed() throws IOException {
    RunningServer server = serve(limits(HERE), usersPerDay(1));
    Map<String, String> both =
        Map.of("x-forwarded-for", "192.0.2.1", "forwarded", "for=203.0.113.1");
    forwarded(server.port(), both).join("Ana");
    refusedAsTooMany(() -> forwarded(server, "x-forwarded-for", "192.0.2.1").join("Berta"));
    server.close();

    RunningServer other =
        serve(limits(HERE).forwardedHeader(ForwardedHeader.FORWARDED), usersPerDay(1));
    forwarded(other.port(), both).join("Carla");
    refusedAsTooMany(() -> forwarded(other, "forwarded", "for=203.0.113.1").join("Dora"));
    forwarded(other, "forwarded", "for=203.0.113.1, for=\"[2001:db8::1]:4711\"").join("Dora");
  }

  /**
   * A connection may have 2 calls at once; a client that calls through a proxy may have 8 times as
   * many.
   */
  @Test
  @Tag("fault:proxy-taken-over")
  void noClientTakesAllCallsOfTheProxy() throws IOException {
    RunningServer server = serve(limits(HERE).calls(2));
    List<RawStream> streams = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      streams.add(forwarded(server, "x-forwarded-for", "192.0.2.1").join("Ana" + i).converse());
    }
    RawClient next = forwarded(server, "x-forwarded-for", "192.0.2.1");

    Refusal refusal = Refusal.of(() -> next.join("Berta"));

    refusal.is(Status.Code.RESOURCE_EXHAUSTED, ErrorReason.ERROR_REASON_RATE_LIMITED);
    assertEquals(Map.of("limit", "calls", "scope", "address"), refusal.metadata());
    assertTrue(refusal.hasRetryDelay());
    RawClient luis = forwarded(server, "x-forwarded-for", "192.0.2.2").join("Luis");
    luis.say("hello from Luis");
    streams.forEach(stream -> stream.message("hello from Luis"));
  }

  /** Formerly, one client had all connections of such a proxy, and others could not connect. */
  @Test
  @Tag("fault:connection-for-each-call")
  void noClientTakesAllConnectionsOfTheProxy() throws IOException {
    RunningServer server = serve(limits(HERE).all(20).perAddress(0));
    Map<String, String> mallory = Map.of("x-forwarded-for", "192.0.2.1");
    for (int i = 0; i < 18; i++) {
      forwarded(server.port(), mallory).join("Mallory" + i).converse().ready();
    }
    RawClient next = forwarded(server.port(), mallory);

    Refusal refusal = Refusal.of(() -> next.join("Mallory"));

    refusal.is(Status.Code.RESOURCE_EXHAUSTED, ErrorReason.ERROR_REASON_RATE_LIMITED);
    assertEquals(Map.of("limit", "calls", "scope", "address"), refusal.metadata());
    next.close(); // As the proxy would do after the call.
    awaitOpen(server, 18);
    for (String address : List.of("192.0.2.2", "192.0.2.3")) {
      RawStream other =
          forwarded(server, "x-forwarded-for", address).join("Guest-" + address).converse();
      assertTrue(other.ready().hasSelf());
    }
    assertEquals(0, server.refusedConnections());
  }

  /** The limit is 8 for each connection, so 64 for an address behind a proxy. */
  @Test
  void incompleteRequestsOfAClientBehindAProxyAreLimited() throws IOException {
    RunningServer server = serve(limits(HERE));
    RawClient stranger = forwarded(server, "x-forwarded-for", "192.0.2.1");
    Refusal.of(stranger::whoAmI); // Calls keep their order only on an established connection.
    List<CompletableFuture<Refusal>> calls = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      calls.add(ConnectionLimitTest.begin(stranger));
    }

    Refusal refusal = ConnectionLimitTest.begin(stranger).join();

    refusal.is(Status.Code.RESOURCE_EXHAUSTED, ErrorReason.ERROR_REASON_RATE_LIMITED);
    assertEquals(Map.of("limit", "requests", "scope", "address"), refusal.metadata());
    assertTrue(calls.stream().noneMatch(CompletableFuture::isDone));
    RawClient luis = forwarded(server, "x-forwarded-for", "192.0.2.2");
    calls.clear();
    for (int i = 0; i < 20; i++) {
      calls.add(ConnectionLimitTest.begin(luis));
    }
    assertFalse(luis.join("Luis").token().isEmpty());
    assertTrue(calls.stream().noneMatch(CompletableFuture::isDone));
  }

  /**
   * The budget is 16 MiB for all peers, and 4 MiB for an address and so for a connection of a
   * proxy. One client uses 3 MB, and another one asks for a page, which needs 2 MiB.
   */
  @Test
  void noClientTakesTheMemoryOfTheProxy() throws IOException {
    RunningServer server =
        keep(
            RunningServer.with(data)
                .limits(LimitSettings.DEFAULT.withMemory(16 << 20).with(limits(HERE).settings()))
                .start());
    RawClient luis = keep(RawClient.connect(server.port())).join("Luis");
    Map<String, String> stranger = Map.of("x-forwarded-for", "192.0.2.1");
    Http2Bytes calls = new Http2Bytes().confirmSettings();
    for (int call = 0; call < 12; call++) {
      int stream = 2 * call + 1;
      calls.headers(stream, "/charla.v1.ChatService/Join", stranger, true);
      calls.data(stream, new byte[] {0, 0, 7, 0, 0}); // announces 458,752 bytes
      for (int part = 0; part < 15; part++) {
        calls.data(stream, new byte[16_000]);
      }
    }
    int last = 25;
    calls.headers(
        last,
        "/charla.v1.ChatService/ListMessages",
        Map.of("x-forwarded-for", "192.0.2.2", "authorization", "Bearer " + luis.token()),
        true);
    calls.request(last, ListMessagesRequest.newBuilder().setRoom("lobby").build().toByteArray());
    SilentPeer proxy = connect(server);

    proxy.send(calls.toByteArray());

    proxy.awaitFrame(DATA);
  }

  private RunningServer serve(ConnectionLimits limits) throws IOException {
    return serve(limits, RateSettings.UNLIMITED);
  }

  private RunningServer serve(ConnectionLimits limits, RateSettings rates) throws IOException {
    return keep(
        RunningServer.with(data.resolve(Integer.toString(opened.size())))
            .limits(LimitSettings.DEFAULT.with(rates).with(limits.settings()))
            .start());
  }

  private static ConnectionLimits limits(String trusted) {
    return trusted.isEmpty()
        ? new ConnectionLimits()
        : new ConnectionLimits().trustedProxies(trusted);
  }

  private static RateSettings usersPerDay(int count) {
    return new RateSettings(Map.of(), Map.of(Quota.USERS, new Rate(count, DAY)), 0, Duration.ZERO);
  }

  private <T extends AutoCloseable> T keep(T closeable) {
    opened.add(closeable);
    return closeable;
  }

  private SilentPeer connect(RunningServer server) throws IOException {
    return keep(SilentPeer.connect(server.port()));
  }

  /** A connection that sends this first, and that the server accepts. */
  private SilentPeer admitted(RunningServer server, byte[] header) throws IOException {
    SilentPeer peer = connect(server);
    peer.send(header);
    peer.send(new Http2Bytes().ping().toByteArray());
    peer.awaitFrame(PONG);
    return peer;
  }

  private static void refused(RunningServer server, byte[] header) throws IOException {
    try (SilentPeer peer = SilentPeer.connect(server.port())) {
      peer.send(header);
      peer.send(new Http2Bytes().ping().toByteArray());
      assertThrows(IOException.class, () -> peer.awaitFrame(PONG));
    }
  }

  private static void refusedAsTooMany(Executable call) {
    Refusal.of(call).is(Status.Code.RESOURCE_EXHAUSTED, ErrorReason.ERROR_REASON_RATE_LIMITED);
  }

  /** A client behind this proxy, on a connection of its own. */
  private RawClient over(ForwardingProxy proxy) {
    return keep(RawClient.connect(proxy.port()));
  }

  private RawClient forwarded(RunningServer server, String header, String value) {
    return forwarded(server.port(), header, value);
  }

  private RawClient forwarded(int port, String header, String value) {
    return forwarded(port, Map.of(header, value));
  }

  /** A client whose calls have these headers, as a proxy would set them. */
  private RawClient forwarded(int port, Map<String, String> headers) {
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

  private static ManagedChannel encrypted(TestAuthority authority, int port) {
    return Grpc.newChannelBuilderForAddress(
            "localhost",
            port,
            TlsChannelCredentials.newBuilder()
                .trustManager(authority.itself().toTrustManager())
                .build())
        .build();
  }

  private static byte[] line(String source) {
    return text("PROXY TCP4 " + source + " 198.51.100.1 56324 443\r\n");
  }

  private static byte[] line6(String source) {
    return text("PROXY TCP6 " + source + " 2001:db8::ffff 56324 443\r\n");
  }

  /** With an additional field, as haproxy sends one. */
  private static byte[] binary(String source) {
    StringBuilder address = new StringBuilder();
    for (String part : source.split("\\.")) {
      address.append(String.format("%02x", Integer.parseInt(part)));
    }
    return HexFormat.of()
        .parseHex(SIGNATURE + "21110013" + address + "c6336401dc0401bb04000400000000");
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
