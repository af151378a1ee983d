package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.admin.v1.AdminServiceGrpc;
import chat.charla.admin.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import chat.charla.admin.v1.BanAddressRequest;
import chat.charla.admin.v1.BanAddressResponse;
import chat.charla.admin.v1.UnbanAddressRequest;
import chat.charla.testkit.Patience;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.Closing;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.RoomServiceGrpc;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Bans of network addresses, over real sockets. The clients connect through a proxy on this
 * machine, which tells the server their addresses, because the addresses of this machine cannot be
 * banned.
 */
class AddressBanTest extends TrustedProxyFixture {
  private static final String STRANGER = "192.0.2.7";

  @Test
  void everyCallOfABannedAddressIsRefused() throws IOException {
    RunningServer server = serve(limits(HERE));
    ban(server, "192.0.2.0/24");
    ForwardingProxy proxy = keep(new ForwardingProxy(server.port(), ProxyHeaders.line(STRANGER)));

    for (Channel stranger :
        List.of(over(proxy).channel(), forwarded(server, "x-forwarded-for", STRANGER).channel())) {
      Stream.of(
              ChatServiceGrpc.getServiceDescriptor(),
              AccountServiceGrpc.getServiceDescriptor(),
              RoomServiceGrpc.getServiceDescriptor(),
              AdminServiceGrpc.getServiceDescriptor(),
              HealthGrpc.getServiceDescriptor(),
              ServerReflectionGrpc.getServiceDescriptor())
          .flatMap(service -> service.getMethods().stream())
          .forEach(method -> refused(AnyCall.of(stranger, method).end()));
    }
    forwarded(server, "x-forwarded-for", "203.0.113.1").join("Ana");
  }

  @Test
  void openStreamsOfABannedAddressEndAndOthersOfTheProxyStayOpen() throws IOException {
    RunningServer server = serve(limits(HERE));
    ForwardingProxy proxy = keep(new ForwardingProxy(server.port(), ProxyHeaders.line(STRANGER)));
    RawStream direct = over(proxy).join("Mallory").converse();
    RawClient both = forwarded(server, "x-forwarded-for", STRANGER);
    RawStream forwarded = both.join("Malory2").converse();
    RawClient ana = forwarded(server, "x-forwarded-for", "203.0.113.1").join("Ana");
    RawStream other = ana.converse();
    for (RawStream stream : List.of(direct, forwarded, other)) {
      stream.ready();
    }

    assertEquals(2, ban(server, STRANGER).getEndedStreamCount());

    for (RawStream stream : List.of(direct, forwarded)) {
      assertEquals(Closing.Action.ACTION_STOP, stream.closing().getAction());
      refused(stream.end());
    }
    ana.say("still here");
    other.message("still here");
  }

  @Test
  void openCallsOfHealthAndReflectionEndToo() throws IOException {
    RunningServer server = serve(limits(HERE));
    RawClient stranger = forwarded(server, "x-forwarded-for", STRANGER);
    RawClient other = forwarded(server, "x-forwarded-for", "203.0.113.1");
    RecordedAnswers<HealthCheckResponse> watch = stranger.watchHealth("");
    RecordedAnswers<HealthCheckResponse> ofOther = other.watchHealth("");
    RecordedAnswers<ServerReflectionResponse> reflection = new RecordedAnswers<>();
    StreamObserver<ServerReflectionRequest> questions =
        ServerReflectionGrpc.newStub(stranger.channel()).serverReflectionInfo(reflection);
    questions.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    watch.await("health", 1);
    ofOther.await("health", 1);
    reflection.await("the services", 1);

    ban(server, STRANGER);

    refused(watch.end());
    refused(reflection.end());
    Thread shutdown = new Thread(server::stop);
    shutdown.start();
    ofOther.await("NOT_SERVING", answer -> answer.getStatus() == ServingStatus.NOT_SERVING);
    other.close();
    stranger.close();
  }

  @Test
  void theAddressesOfThisMachineAndOfProxiesAreRefused() throws IOException {
    RunningServer server = serve(limits(HERE + "," + ELSEWHERE));
    Map<String, String> rules =
        Map.of(
            "127.0.0.0/8", "loopback",
            "::1", "loopback",
            "198.51.100.7", "proxy",
            "198.0.0.0/8", "proxy");

    rules.forEach(
        (cidr, rule) -> {
          Refusal refusal = Refusal.of(() -> ban(server, cidr));
          refusal
              .is(Status.Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_ARGUMENT_INVALID)
              .requireField("cidr");
          assertEquals(rule, refusal.metadata().get("rule"));
        });
  }

  /** Otherwise an old ban could keep out all clients of a new proxy. */
  @Test
  void aBanDoesNotApplyToAProxyThatIsTrustedLater() throws IOException {
    RunningServer server = serve(limits(HERE));
    ban(server, "198.51.100.7");
    server.close();
    RunningServer again =
        keep(
            RunningServer.with(
                data.resolve("0"),
                config -> config.connections(limits(HERE + "," + ELSEWHERE).settings())));

    // The proxy at this address does not tell the server the address of its client.
    forwarded(again, "x-forwarded-for", "198.51.100.7").join("Ana");
    forwarded(again, "x-forwarded-for", "203.0.113.1, 198.51.100.7").join("Berta");
  }

  @Test
  void aBanOutlivesARestartAndCanBeEnded() throws IOException {
    RunningServer server = serve(limits(HERE));
    ban(server, "2001:db8::/32");
    server.close();
    RunningServer again =
        keep(
            RunningServer.with(
                data.resolve("0"), config -> config.connections(limits(HERE).settings())));
    RawClient stranger = forwarded(again, "x-forwarded-for", "2001:db8::7");
    refused(Refusal.of(() -> stranger.join("Mallory")));

    assertTrue(
        operator(again)
            .unbanAddress(UnbanAddressRequest.newBuilder().setCidr("2001:db8::/32").build())
            .getRemoved());

    stranger.join("Mallory");
  }

  private static void refused(Refusal refusal) {
    refusal.is(Status.Code.PERMISSION_DENIED, ErrorReason.ERROR_REASON_ADDRESS_BANNED);
  }

  private BanAddressResponse ban(RunningServer server, String cidr) {
    return operator(server).banAddress(BanAddressRequest.newBuilder().setCidr(cidr).build());
  }

  private AdminServiceBlockingStub operator(RunningServer server) {
    RawClient client = forwarded(server.port(), Map.of("x-forwarded-proto", "https"));
    try {
      return AdminServiceGrpc.newBlockingStub(client.withToken(server.adminToken()).channel())
          .withDeadlineAfter(Patience.SECONDS, TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
