package chat.charla.client;

import static java.util.concurrent.TimeUnit.SECONDS;
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
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The part of a server that the tests of the transport need. It answers with the caller's
 * authorization in place of the user's name, and can serve at several addresses in turn.
 * Thread-safe.
 */
final class TinyServer extends ChatServiceGrpc.ChatServiceImplBase {
  /** The maximum number of frames that the server sends for the command "flood". */
  static final int FLOOD = 200;

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final Context.Key<String> CALLER = Context.key("caller");
  private static final String LARGE = "x".repeat(60_000);

  private final AtomicInteger head = new AtomicInteger();
  private final BlockingQueue<Integer> pushbacks = new LinkedBlockingQueue<>();
  private final BlockingQueue<StreamObserver<ConverseResponse>> open = new LinkedBlockingQueue<>();

  /** Serves on this port of the loopback interface; 0 for any. */
  Server start(int port) throws IOException {
    return start(InetAddress.getLoopbackAddress(), port);
  }

  /** Serves on this port of this address; 0 for any. */
  Server start(InetAddress address, int port) throws IOException {
    return NettyServerBuilder.forAddress(new InetSocketAddress(address, port))
        .addService(this)
        .intercept(new CallerInterceptor())
        .build()
        .start();
  }

  /** Stops a server, so that its port is free. */
  static void stop(Server running) throws InterruptedException {
    assertTrue(running.shutdownNow().awaitTermination(Patience.SECONDS, SECONDS));
  }

  /** Ends every open stream as a broken connection does. */
  void breakConnections() {
    for (StreamObserver<ConverseResponse> stream = open.poll();
        stream != null;
        stream = open.poll()) {
      stream.onError(Status.UNAVAILABLE.withDescription("broken").asRuntimeException());
    }
  }

  /** Waits until the transport accepts no more frames, and returns how many the flood had sent. */
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
          Status.ALREADY_EXISTS.withDescription("that name is taken").asRuntimeException(trailers));
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
          ConverseResponse.newBuilder().setBatch(EventBatch.newBuilder().addEvents(event)).build());
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
              .setBatch(EventBatch.newBuilder().addEvents(FakeTransport.message("lobby", sequence)))
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
}
