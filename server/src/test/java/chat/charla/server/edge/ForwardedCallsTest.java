package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.proxy.ForwardedHeader;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.ListMessagesRequest;
import io.grpc.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Calls count for the client that a trusted proxy names in a header of each call. */
class ForwardedCallsTest extends TrustedProxyFixture {
  private static final int DATA = 0;

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

  /**
   * A call counts for the proxy if its header names no client. No limit for addresses applies to
   * the proxy.
   */
  @Test
  void aCallWithoutAnAddressCountsForTheProxy() throws IOException {
    RunningServer server = serve(limits(HERE), usersPerDay(1));
    int guest = 0;
    for (String value : List.of("unknown", "", "192.0.2.1, nobody", "192.0.2.1,")) {
      for (int i = 0; i < 3; i++) {
        forwarded(server, "x-forwarded-for", value).join("Guest" + ++guest);
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
    ForwardingProxy proxy =
        keep(new ForwardingProxy(server.port(), ProxyHeaders.line("203.0.113.7")));
    forwarded(proxy.port(), "x-forwarded-for", "192.0.2.1").join("Carla");
    refusedAsTooMany(() -> forwarded(proxy.port(), "x-forwarded-for", "192.0.2.2").join("Dora"));
  }

  /** A proxy sets the configured header. It forwards other headers as the client has sent them. */
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
  void oneClientCannotTakeAllCallsOfTheProxy() throws IOException {
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

  /** One client with all connections of the proxy must not keep other clients out. */
  @Test
  @Tag("fault:connection-for-each-call")
  void oneClientCannotTakeAllConnectionsOfTheProxy() throws IOException {
    RunningServer server = serve(limits(HERE).all(20).perAddress(0));
    Map<String, String> mallory = Map.of("x-forwarded-for", "192.0.2.1");
    for (int i = 0; i < 18; i++) {
      forwarded(server.port(), mallory).join("Mallory" + i).converse().ready();
    }
    RawClient next = forwarded(server.port(), mallory);

    Refusal refusal = Refusal.of(() -> next.join("Mallory"));

    refusal.is(Status.Code.RESOURCE_EXHAUSTED, ErrorReason.ERROR_REASON_RATE_LIMITED);
    assertEquals(Map.of("limit", "calls", "scope", "address"), refusal.metadata());
    next.close(); // A proxy would also close its connection after the call.
    awaitOpen(server, 18);
    for (String address : List.of("192.0.2.2", "192.0.2.3")) {
      RawStream other =
          forwarded(server, "x-forwarded-for", address).join("Guest-" + address).converse();
      assertTrue(other.ready().hasSelf());
    }
    assertEquals(0, server.refusedOrReplaced());
  }

  /** A connection may have 8 incomplete requests, and an address behind a proxy 8 times as many. */
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
   * The budget is 16 MiB for all peers. One address, or one connection of a proxy, may use 4 MiB of
   * it. One client uses 3 MB, and another client asks for a page, which needs 2 MiB.
   */
  @Test
  void oneClientCannotTakeTheMemoryOfTheProxy() throws IOException {
    RunningServer server =
        keep(
            RunningServer.with(
                data, config -> config.memoryBytes(16 << 20).connections(limits(HERE).settings())));
    RawClient luis = keep(RawClient.connect(server.port())).join("Luis");
    Map<String, String> stranger = Map.of("x-forwarded-for", "192.0.2.1");
    Http2Bytes calls = new Http2Bytes().acknowledgeSettings();
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
}
