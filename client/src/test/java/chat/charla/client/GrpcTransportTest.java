package chat.charla.client;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.testkit.Patience;
import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.CommandResult;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import chat.charla.v1.EventBatch;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.LeaveRequest;
import chat.charla.v1.LeaveResponse;
import chat.charla.v1.MessagePosted;
import chat.charla.v1.Ready;
import chat.charla.v1.SendMessageResponse;
import chat.charla.v1.TimelineState;
import chat.charla.v1.WhoAmIRequest;
import chat.charla.v1.WhoAmIResponse;
import io.grpc.ConnectivityState;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The real transport, over a real loopback connection, against a small server. */
@Timeout(2 * Patience.SECONDS)
class GrpcTransportTest {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final Context.Key<String> CALLER = Context.key("caller");

  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final TinyServer service = new TinyServer();
  private @Nullable Server server;
  private @Nullable ManagedChannel channel;

  @BeforeEach
  void serve() throws IOException {
    server = newServer(0).start();
    channel = newChannel(server.getPort());
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

  @Test
  void theTokenIsSentAsAuthorization() throws InterruptedException {
    transport().whoAmI(WhoAmIRequest.getDefaultInstance(), "t1", hear());
    assertEquals("success Bearer t1", next());

    transport().join(JoinRequest.newBuilder().setName("ana").build(), null, hear());
    assertEquals("success none", next());

    transport().join(JoinRequest.newBuilder().setName("ana").build(), "t1", hear());
    assertEquals("success Bearer t1", next());
  }

  @Test
  void aRefusalHasItsDetails() throws InterruptedException {
    transport().join(JoinRequest.newBuilder().setName("taken").build(), null, hear());

    assertEquals(
        "ALREADY_EXISTS ERROR_REASON_NAME_TAKEN: that name is taken (retry after PT41S)"
            + " {suggested_name=taken2}",
        next());
  }

  @Test
  void aStreamCarriesFramesBothWaysUntilItIsDrained() throws InterruptedException {
    StreamHandle stream = transport().converse("t1", hearStream());
    stream.send(ConverseRequest.newBuilder().setRequestId("one").build());
    stream.request(1);
    assertEquals("frame Bearer t1 one", next());
    stream.request(1);
    stream.send(ConverseRequest.newBuilder().setRequestId("two").build());
    assertEquals("frame Bearer t1 two", next());

    stream.halfClose();
    stream.request(1);

    assertEquals("closed OK", next());
    stream.send(ConverseRequest.getDefaultInstance());
    stream.halfClose();
    stream.cancel();
    stream.request(1);
  }

  @Test
  void onlyRequestedFramesAreDelivered() throws InterruptedException {
    StreamHandle stream = transport().converse("t1", hearStream());
    stream.send(ConverseRequest.newBuilder().setRequestId("flood").build());
    stream.request(3);

    int sent = service.awaitPushback();

    assertTrue(sent < TinyServer.FLOOD, "sent " + sent);
    for (int frame = 0; frame < 3; frame++) {
      assertEquals("frame  ", next());
    }
    assertTrue(heard.isEmpty());
    for (int frame = 3; frame < TinyServer.FLOOD; frame++) {
      stream.request(1);
      assertEquals("frame  ", next());
    }
    stream.cancel();
  }

  @Test
  void theEndOfAStreamHasItsDetails() throws InterruptedException {
    StreamHandle stream = transport().converse("t1", hearStream());
    stream.request(1);
    stream.send(ConverseRequest.newBuilder().setRequestId("supersede").build());

    assertEquals("closed ABORTED ERROR_REASON_STREAM_SUPERSEDED: another stream {}", next());
  }

  @Test
  void aNewAttemptConnectsAtOnceAfterAFailure() throws Exception {
    int port = freePort();
    channel().shutdownNow();
    channel = newChannel(port);
    transport().converse("t1", hearStream()).request(1);
    String failure = next();
    assertTrue(failure.startsWith("closed UNAVAILABLE"), failure);
    assertTrue(failure.contains("refused"), failure);
    awaitState(ConnectivityState.TRANSIENT_FAILURE);
    Server late = newServer(port).start();
    try {
      assertEquals("success none", answerOfAFewAttempts());
    } finally {
      stop(late);
    }
  }

  @Test
  void aTlsFailureHasItsCause() throws InterruptedException {
    channel().shutdownNow();
    int port = server == null ? 0 : server.getPort();
    channel =
        NettyChannelBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .build();
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

    CallFailure failure = failures.poll(Patience.SECONDS, SECONDS);

    assertNotNull(failure);
    assertEquals(Status.Code.UNAVAILABLE, failure.code());
    assertInstanceOf(SSLException.class, failure.cause());
  }

  @Test
  void aConnectionThatIsAbandonedIsClosed() throws Exception {
    try (SilentPeer silent = new SilentPeer(InetAddress.getLoopbackAddress(), 0)) {
      channel().shutdownNow();
      channel = newChannel(silent.port());
      GrpcTransport transport = transport();
      StreamHandle stream = transport.converse("t1", hearStream());
      awaitState(ConnectivityState.CONNECTING);

      stream.cancel();
      transport.abandonConnection();

      assertTrue(silent.awaitGivenUp());
    }
  }

  @Test
  void theAddressAfterASilentOneIsTried() throws Exception {
    InetAddress second = InetAddress.getByName("127.0.0.2");
    try (SilentPeer silent = new SilentPeer(InetAddress.getLoopbackAddress(), 0);
        SingleThreadScheduler scheduler = new SingleThreadScheduler("chat-client")) {
      Server speaking = newServer(second, 0).start();
      try (GrpcTransport transport =
              GrpcTransport.open(
                  NettyChannelBuilder.forTarget("dns:///two").usePlaintext(),
                  new AddressRotation(
                      new ListedAddresses(
                          new InetSocketAddress(InetAddress.getLoopbackAddress(), silent.port()),
                          new InetSocketAddress(second, speaking.getPort()))));
          ChatClient client = new ChatClient(transport, scheduler, impatient(), hearStates())) {
        client.start();

        awaitHeard("ONLINE");

        assertTrue(silent.awaitGivenUp());
        client.leave();
        awaitHeard("LEFT");
      } finally {
        stop(speaking);
      }
    }
  }

  @Test
  void aConnectionThatIsRenewedGoesToTheSameAddress() throws Exception {
    InetAddress second = InetAddress.getByName("127.0.0.2");
    int port = server == null ? 0 : server.getPort();
    try (SilentPeer silent = new SilentPeer(second, 0);
        GrpcTransport transport =
            GrpcTransport.open(
                NettyChannelBuilder.forTarget("dns:///two").usePlaintext(),
                new AddressRotation(
                    new ListedAddresses(
                        loopback(port), new InetSocketAddress(second, silent.port()))))) {
      transport.whoAmI(WhoAmIRequest.getDefaultInstance(), "t1", hear());
      assertEquals("success Bearer t1", next());

      transport.renewConnection();

      transport.whoAmI(WhoAmIRequest.getDefaultInstance(), "t1", hear());
      assertEquals("success Bearer t1", next());
    }
  }

  @Test
  void aServerThatWasSilentForAWhileIsReachedByTheSameClient() throws Exception {
    int port = server == null ? 0 : server.getPort();
    try (SingleThreadScheduler scheduler = new SingleThreadScheduler("chat-client");
        GrpcTransport transport =
            GrpcTransport.open(NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext());
        ChatClient client = new ChatClient(transport, scheduler, impatient(), hearStates())) {
      client.start();
      awaitHeard("ONLINE");
      client.send(Target.room("lobby"), "hello");
      awaitHeard("message SENT");
      if (server != null) {
        stop(server);
      }
      try (SilentPeer silent = new SilentPeer(InetAddress.getLoopbackAddress(), port)) {
        assertTrue(silent.awaitGivenUp());
      }

      server = newServer(port).start();

      awaitHeard("ONLINE");
    }
  }

  @Test
  void aProxysAnswerHasItsHttpStatus() throws Exception {
    for (int status : new int[] {401, 403, 404, 502, 503}) {
      try (PretendingServer proxy = PretendingServer.http2(status)) {
        CallFailure failure = failureAt(proxy.port());

        assertEquals(status, failure.httpStatus(), failure.toString());
        assertEquals("HTTP status code " + status, failure.message());
        assertEquals(ErrorReason.ERROR_REASON_UNSPECIFIED, failure.reason());
      }
    }
  }

  @Test
  void aPeerWithoutHttp2HasNoHttpStatus() throws Exception {
    try (PretendingServer web = PretendingServer.http1()) {
      assertEquals(0, failureAt(web.port()).httpStatus());
    }
  }

  @Test
  void aClientThatWasOnlineRetriesAfterProxyAnswersAndResets() throws Exception {
    int port = server == null ? 0 : server.getPort();
    try (SingleThreadScheduler scheduler = new SingleThreadScheduler("chat-client");
        PretendingServer notFound = PretendingServer.http2(404);
        PretendingServer forbidden = PretendingServer.http2(403);
        PretendingServer cancelling = PretendingServer.resetting(8)) {
      ListedAddresses addresses = new ListedAddresses(loopback(port));
      try (GrpcTransport transport =
              GrpcTransport.open(
                  NettyChannelBuilder.forTarget("dns:///moving").usePlaintext(),
                  new AddressRotation(addresses));
          ChatClient client = new ChatClient(transport, scheduler, impatient(), hearStates())) {
        client.start();
        awaitHeard("ONLINE");
        for (int other : new int[] {notFound.port(), forbidden.port(), cancelling.port()}) {
          addresses.set(loopback(other));
          transport.abandonConnection();
          service.breakConnections();
          awaitHeard("WAITING");
          awaitHeard("CONNECTING");
          awaitHeard("WAITING");
          addresses.set(loopback(port));
          transport.abandonConnection();
          awaitHeard("ONLINE");
        }
      }
    }
  }

  private CallFailure failureAt(int port) throws InterruptedException {
    channel().shutdownNow();
    channel = newChannel(port);
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
    CallFailure failure = failures.poll(Patience.SECONDS, SECONDS);
    assertNotNull(failure);
    return failure;
  }

  private static ClientOptions impatient() {
    return ClientOptions.builder()
        .name("ana")
        .connectTimeout(Duration.ofMillis(500))
        .backoff(Duration.ofMillis(1), Duration.ofMillis(10))
        .build();
  }

  private ChatListener hearStates() {
    return new ChatListener() {
      @Override
      public void onState(ConnectionState state) {
        heard.add(state.kind().name());
      }

      @Override
      public void onMessageSettled(PendingMessage message) {
        heard.add("message " + message.status());
      }
    };
  }

  /** Waits for this word; any number of attempts may fail before. */
  private void awaitHeard(String word) throws InterruptedException {
    List<String> before = new ArrayList<>();
    for (String next = next(); !next.equals(word); next = next()) {
      before.add(next);
      assertNotEquals("nothing", next, () -> before + ", and no " + word);
    }
  }

  /**
   * The channel may still be handling its failure when the first attempt is made. All attempts
   * together take far less time than the channel's own backoff, so without the transport's help all
   * of them would fail.
   */
  private String answerOfAFewAttempts() throws InterruptedException {
    String answer = "";
    for (int attempt = 0; attempt < 5 && !answer.equals("success none"); attempt++) {
      transport().join(JoinRequest.newBuilder().setName("ana").build(), null, hear());
      answer = next();
    }
    return answer;
  }

  /**
   * Waits for a state, because a call may be told of a failure before its channel changes its
   * state.
   */
  private void awaitState(ConnectivityState wanted) throws InterruptedException {
    for (ConnectivityState state = channel().getState(false);
        state != wanted;
        state = channel().getState(false)) {
      CountDownLatch changed = new CountDownLatch(1);
      channel().notifyWhenStateChanged(state, changed::countDown);
      assertTrue(changed.await(Patience.SECONDS, SECONDS), "still " + state);
    }
  }

  @Test
  void aWholeClientRunsOverIt() throws Exception {
    BlockingQueue<String> told = new LinkedBlockingQueue<>();
    try (SingleThreadScheduler scheduler = new SingleThreadScheduler("chat-client")) {
      ChatListener listener =
          new ChatListener() {
            @Override
            public void onState(ConnectionState state) {
              told.add(state.kind().name());
            }

            @Override
            public void onEvent(Event event) {
              told.add("event " + event.getSequence());
            }

            @Override
            public void onMessageSettled(PendingMessage message) {
              told.add("message " + message.status());
            }
          };
      ClientOptions options =
          ClientOptions.builder()
              .name("ana")
              .backoff(Duration.ofMillis(1), Duration.ofMillis(10))
              .build();
      try (ChatClient client = new ChatClient(transport(), scheduler, options, listener)) {
        client.start();
        assertReported(told, "JOINING", "CONNECTING", "ONLINE");
        client.send(Target.room("lobby"), "hello");
        assertReported(told, "event 1", "message SENT");

        service.breakConnections();

        assertReported(told, "WAITING", "CONNECTING", "ONLINE");
        client.send(Target.room("lobby"), "again");
        assertReported(told, "event 2", "message SENT");
        client.leave();
        assertReported(told, "LEFT");
      }
    }
  }

  private static void assertReported(BlockingQueue<String> told, String... expected)
      throws InterruptedException {
    for (String word : expected) {
      assertEquals(word, told.poll(Patience.SECONDS, SECONDS));
    }
  }

  private GrpcTransport transport() {
    return new GrpcTransport(channel());
  }

  private ManagedChannel channel() {
    ManagedChannel present = channel;
    assertNotNull(present);
    return present;
  }

  private String next() throws InterruptedException {
    String word = heard.poll(Patience.SECONDS, SECONDS);
    return word == null ? "nothing" : word;
  }

  private <T> Answer<T> hear() {
    return new Answer<>() {
      @Override
      public void onSuccess(T response) {
        heard.add(
            "success "
                + (response instanceof JoinResponse join
                    ? join.getWelcome()
                    : ((WhoAmIResponse) response).getSelf().getName()));
      }

      @Override
      public void onFailure(CallFailure failure) {
        heard.add(failure + " " + failure.metadata());
      }
    };
  }

  private StreamListener hearStream() {
    return new StreamListener() {
      @Override
      public void onFrame(ConverseResponse frame) {
        heard.add("frame " + frame.getReady().getSelf().getName() + " " + frame.getRequestId());
      }

      @Override
      public void onClosed(@Nullable CallFailure failure) {
        heard.add("closed " + (failure == null ? "OK" : failure + " " + failure.metadata()));
      }
    };
  }

  private Server newServer(int port) {
    return newServer(InetAddress.getLoopbackAddress(), port);
  }

  private Server newServer(InetAddress address, int port) {
    return NettyServerBuilder.forAddress(new InetSocketAddress(address, port))
        .addService(service)
        .intercept(new CallerInterceptor())
        .build();
  }

  /** Stops a server, so that its port is free. */
  private static void stop(Server running) throws InterruptedException {
    assertTrue(running.shutdownNow().awaitTermination(Patience.SECONDS, SECONDS));
  }

  private static ManagedChannel newChannel(int port) {
    return NettyChannelBuilder.forAddress(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
        .usePlaintext()
        .build();
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Puts the caller's authorization into the context. */
  private static final class CallerInterceptor implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      String authorization = headers.get(AUTHORIZATION);
      return Contexts.interceptCall(
          Context.current().withValue(CALLER, authorization == null ? "none" : authorization),
          call,
          headers,
          next);
    }
  }

  /** The part of a server that the tests above need. */
  private static final class TinyServer extends ChatServiceGrpc.ChatServiceImplBase {
    static final int FLOOD = 200;
    private static final String LARGE = "x".repeat(60_000);

    private final AtomicInteger head = new AtomicInteger();
    private final BlockingQueue<Integer> pushbacks = new LinkedBlockingQueue<>();
    private final BlockingQueue<StreamObserver<ConverseResponse>> open =
        new LinkedBlockingQueue<>();

    /** Ends every open stream as a broken connection does. */
    void breakConnections() {
      for (StreamObserver<ConverseResponse> stream = open.poll();
          stream != null;
          stream = open.poll()) {
        stream.onError(Status.UNAVAILABLE.withDescription("broken").asRuntimeException());
      }
    }

    /** The number of frames that a flood had sent when the transport was no longer ready. */
    int awaitPushback() throws InterruptedException {
      Integer sent = pushbacks.poll(Patience.SECONDS, SECONDS);
      return sent == null ? FLOOD : sent;
    }

    @Override
    public void join(JoinRequest request, StreamObserver<JoinResponse> answer) {
      if (request.getName().equals("taken")) {
        Metadata trailers = new Metadata();
        trailers.put(
            WireStatus.KEY,
            WireStatus.status(
                WireStatus.errorInfo(
                    ErrorReason.ERROR_REASON_NAME_TAKEN.name(),
                    "charla.chat",
                    "suggested_name",
                    "taken2"),
                WireStatus.retryInfo(41, 0)));
        answer.onError(
            Status.ALREADY_EXISTS
                .withDescription("that name is taken")
                .asRuntimeException(trailers));
        return;
      }
      answer.onNext(FakeTransport.joined("t1").toBuilder().setWelcome(CALLER.get()).build());
      answer.onCompleted();
    }

    @Override
    public void whoAmI(WhoAmIRequest request, StreamObserver<WhoAmIResponse> answer) {
      answer.onNext(
          WhoAmIResponse.newBuilder()
              .setSelf(FakeTransport.self().toBuilder().setName(CALLER.get()))
              .build());
      answer.onCompleted();
    }

    @Override
    public void leave(LeaveRequest request, StreamObserver<LeaveResponse> answer) {
      answer.onNext(LeaveResponse.getDefaultInstance());
      answer.onCompleted();
    }

    @Override
    public StreamObserver<ConverseRequest> converse(StreamObserver<ConverseResponse> answer) {
      String caller = CALLER.get();
      open.add(answer);
      AtomicInteger flooded = new AtomicInteger(FLOOD);
      ServerCallStreamObserver<ConverseResponse> call =
          (ServerCallStreamObserver<ConverseResponse>) answer;
      call.setOnCancelHandler(() -> {});
      call.setOnReadyHandler(() -> flood(call, flooded));
      return new StreamObserver<>() {
        @Override
        public void onNext(ConverseRequest command) {
          switch (command.getRequestId()) {
            case "flood" -> {
              flooded.set(0);
              flood(call, flooded);
            }
            case "supersede" -> call.onError(superseded());
            default -> answer(command, caller, call);
          }
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {
          call.onCompleted();
        }
      };
    }

    private void flood(ServerCallStreamObserver<ConverseResponse> call, AtomicInteger sent) {
      while (call.isReady() && sent.get() < FLOOD) {
        sent.incrementAndGet();
        Event.Builder event =
            Event.newBuilder().setMessagePosted(MessagePosted.newBuilder().setText(LARGE));
        call.onNext(
            ConverseResponse.newBuilder()
                .setBatch(EventBatch.newBuilder().addEvents(event))
                .build());
      }
      if (sent.get() < FLOOD) {
        pushbacks.add(sent.get());
      }
    }

    private void answer(
        ConverseRequest command, String caller, StreamObserver<ConverseResponse> call) {
      if (command.hasSendMessage()) {
        long sequence = head.incrementAndGet();
        call.onNext(
            ConverseResponse.newBuilder()
                .setBatch(
                    EventBatch.newBuilder().addEvents(FakeTransport.message("lobby", sequence)))
                .build());
        call.onNext(
            ConverseResponse.newBuilder()
                .setRequestId(command.getRequestId())
                .setResult(
                    CommandResult.newBuilder()
                        .setMessageSent(SendMessageResponse.newBuilder().setSequence(sequence)))
                .build());
        return;
      }
      TimelineState lobby = FakeTransport.timeline("lobby", head.get(), head.get());
      call.onNext(
          ConverseResponse.newBuilder()
              .setRequestId(command.getRequestId())
              .setReady(
                  Ready.newBuilder()
                      .setSelf(FakeTransport.self().toBuilder().setName(caller))
                      .setLimits(FakeTransport.LIMITS)
                      .addTimelines(lobby))
              .build());
    }

    private static RuntimeException superseded() {
      Metadata trailers = new Metadata();
      trailers.put(
          WireStatus.KEY,
          WireStatus.status(WireStatus.errorInfo("ERROR_REASON_STREAM_SUPERSEDED", "charla.chat")));
      return Status.ABORTED.withDescription("another stream").asRuntimeException(trailers);
    }
  }
}
