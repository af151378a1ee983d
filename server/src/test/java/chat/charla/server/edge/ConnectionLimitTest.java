package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.RecordedLog;
import chat.charla.testkit.Patience;
import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.SendMessageRequest;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Limits for connections and their requests, over real sockets. */
class ConnectionLimitTest {
  private static final int GOAWAY = 7;
  private static final Duration SOON = Duration.ofMillis(300);
  private static final String JOIN = "/charla.v1.ChatService/Join";

  @TempDir private Path data;

  @RegisterExtension
  final RecordedLog log = new RecordedLog("chat.charla.server.grpc.ConnectionGate");

  @Test
  void theConnectionsOfAnAddressAreLimited() throws IOException {
    try (RunningServer server = serve(new ConnectionChanges().perAddress(2).limitLoopback(true))) {
      RawClient ana = server.join("Ana");
      server.join("Berta");

      for (int i = 0; i < 20; i++) {
        try (SilentPeer refused = SilentPeer.connect(server.port())) {
          refused.awaitEnd();
        }
      }

      assertEquals(20, server.refusedOrReplaced());
      assertEquals(2, server.openConnections());
      String line =
          "WARNING A connection from 127.0.0.1 was refused, because the limit for one address is"
              + " reached";
      assertEquals(Collections.nCopies(20, line), log.lines().all());
      ana.close();
      Patience.await("open connections", () -> server.openConnections() == 1);
      try (SilentPeer next = SilentPeer.connect(server.port())) {
        next.awaitGreeting();
      }
    }
  }

  @Test
  @Tag("fault:idle-watches")
  void connectionsWithoutASessionDoNotKeepOthersOut() throws IOException {
    try (RunningServer server = serve(new ConnectionChanges().perAddress(10).limitLoopback(true))) {
      for (int i = 0; i < 100; i++) {
        watch(server.connect());
      }
      RawClient ana = server.join("Ana");
      RawStream stream = ana.converse();

      for (int i = 0; i < 100; i++) {
        watch(server.connect());
      }

      stream.send(
          "still", SendMessageRequest.newBuilder().setRoom("lobby").setText("still here").build());
      assertTrue(stream.result("still").hasMessageSent());
      // 201 connections were made, and 10 may be open.
      Patience.await("refused connections", () -> server.refusedOrReplaced() == 191);
      Patience.await("open connections", () -> server.openConnections() == 10);
    }
  }

  @Test
  void theConnectionsOfAllAddressesAreLimited() throws IOException {
    try (RunningServer server = serve(new ConnectionChanges().all(1).perAddress(0));
        SilentPeer idle = SilentPeer.connect(server.port())) {
      idle.awaitGreeting();
      server.join("Ana");
      idle.awaitEnd();

      try (SilentPeer refused = SilentPeer.connect(server.port())) {
        refused.awaitEnd();
      }

      assertEquals(2, server.refusedOrReplaced(), "the idle connection and the last one");
      assertEquals(
          List.of(
              "WARNING A connection from 127.0.0.1 was closed, because another one got its slot",
              "WARNING A connection was refused, because the limit for all connections is reached"),
          log.lines().all(),
          "the lines for each reason are limited separately");
    }
  }

  @Test
  void loopbackAddressesHaveNoLimitByDefault() throws IOException {
    try (RunningServer server = serve(new ConnectionChanges().perAddress(1))) {
      List<SilentPeer> peers = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        peers.add(SilentPeer.connect(server.port()));
      }
      for (SilentPeer peer : peers) {
        peer.awaitGreeting();
        peer.close();
      }

      assertEquals(0, server.refusedOrReplaced());
      Patience.await("open connections", () -> server.openConnections() == 0);
    }
  }

  @Test
  void aConnectionWithoutACompletePrefaceIsClosed() throws IOException {
    try (RunningServer server = serve(new ConnectionChanges().handshake(SOON))) {
      byte[] half = Arrays.copyOf(Http2Bytes.PREFACE, 10);
      for (byte[] beginning : List.of(new byte[0], half, Http2Bytes.PREFACE)) {
        try (SilentPeer peer = SilentPeer.connect(server.port())) {
          peer.send(beginning);

          peer.awaitEnd();
        }
      }
      Patience.await("open connections", () -> server.openConnections() == 0);
    }
  }

  @Test
  void aConnectionWithoutACallIsClosedAndOneWithAStreamIsNot() throws IOException {
    try (RunningServer server = serve(new ConnectionChanges().idle(SOON))) {
      RawClient ana = server.join("Ana");
      RawStream stream = ana.converse();
      server.join("Berta");

      Patience.await("open connections", () -> server.openConnections() == 1);

      stream.send(
          "still", SendMessageRequest.newBuilder().setRoom("lobby").setText("still here").build());
      assertTrue(stream.result("still").hasMessageSent());
    }
  }

  @Test
  void anIncompleteHeaderBlockIsNotACall() throws IOException {
    try (RunningServer server = serve(new ConnectionChanges().idle(SOON));
        SilentPeer peer = SilentPeer.connect(server.port())) {
      peer.send(new Http2Bytes().headers(1, JOIN, Map.of(), false).toByteArray());

      peer.awaitFrame(GOAWAY);
      // The server closes the connection when the peer confirms, or after 10 s.
    }
  }

  @Test
  void aConnectionThatCancelsTooManyCallsIsClosed() throws IOException {
    try (RunningServer server = RunningServer.in(data);
        SilentPeer peer = SilentPeer.connect(server.port())) {
      Http2Bytes calls = new Http2Bytes();
      for (int stream = 1; stream < 1000; stream += 2) {
        calls.headers(stream, JOIN, Map.of(), true).cancel(stream);
      }

      peer.send(calls.toByteArray());

      peer.awaitEnd();
    }
  }

  @Test
  void aRequestThatDoesNotArriveInTimeIsRefused() throws IOException {
    try (RunningServer server = serve(new ConnectionChanges().request(SOON))) {
      RawClient stranger = server.connect();

      Refusal refusal = begin(stranger).join();

      refusal.is(Status.Code.DEADLINE_EXCEEDED, ErrorReason.ERROR_REASON_REQUEST_INCOMPLETE);
      assertFalse(stranger.join("Ana").token().isEmpty(), "the connection still works");
    }
  }

  @Test
  void incompleteRequestsOnOneConnectionAreLimited() throws IOException {
    try (RunningServer server = RunningServer.in(data)) {
      RawClient stranger = server.connect();
      Refusal.of(stranger::whoAmI); // Calls keep their order only on an established connection.
      List<CompletableFuture<Refusal>> calls = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        calls.add(begin(stranger));
      }

      Refusal refusal = begin(stranger).join();

      refusal.is(Status.Code.RESOURCE_EXHAUSTED, ErrorReason.ERROR_REASON_RATE_LIMITED);
      assertEquals(Map.of("limit", "requests", "scope", "connection"), refusal.metadata());
      assertTrue(refusal.hasRetryDelay());
      assertTrue(calls.stream().noneMatch(CompletableFuture::isDone));
      assertFalse(server.join("Ana").token().isEmpty(), "on another connection");
    }
  }

  /** A call with several requests may have an incomplete request at any time. */
  @Test
  void callsWithSeveralRequestsOnOneConnectionAreLimited() throws IOException {
    try (RunningServer server = RunningServer.in(data)) {
      RawClient stranger = server.connect();
      List<RecordedAnswers<ServerReflectionResponse>> calls = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        calls.add(askOnce(stranger));
      }

      Refusal refusal = askOnce(stranger).end();

      refusal.is(Status.Code.RESOURCE_EXHAUSTED, ErrorReason.ERROR_REASON_RATE_LIMITED);
      assertTrue(calls.stream().noneMatch(RecordedAnswers::hasEnded));
      assertEquals("Ana", stranger.join("Ana").user().getName(), "other calls are answered");
    }
  }

  @Test
  void completeRequestsDoNotCountAsIncomplete() throws IOException {
    try (RunningServer server = RunningServer.in(data)) {
      RawClient ana = server.join("Ana");
      for (int i = 0; i < 50; i++) {
        assertEquals("Ana", ana.whoAmI().getSelf().getName());
      }
    }
  }

  @Test
  void callsBeyondTheLimitOfAConnectionWaitForOthersToEnd() throws IOException {
    try (RunningServer server = serve(new ConnectionChanges().calls(2))) {
      RawClient stranger = server.connect();
      RawClient ana = stranger.join("Ana");
      RawClient berta = stranger.join("Berta");
      RawStream anas = ana.converse();
      berta.converse();
      var unanswered = stranger.calls().withDeadlineAfter(SOON.toMillis(), TimeUnit.MILLISECONDS);

      Refusal refusal =
          Refusal.of(() -> unanswered.join(JoinRequest.newBuilder().setName("Carla").build()));

      assertEquals(Status.Code.DEADLINE_EXCEEDED, refusal.code());
      anas.cancel();
      assertEquals("Berta", berta.whoAmI().getSelf().getName());
    }
  }

  @Test
  void headersThatAreTooLongAreRefused() throws IOException {
    try (RunningServer server = RunningServer.in(data)) {
      RawClient ana = server.join("Ana");
      Metadata headers = new Metadata();
      headers.put(Metadata.Key.of("filling", Metadata.ASCII_STRING_MARSHALLER), "x".repeat(9000));
      var calls = ana.calls().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));

      Refusal refusal = Refusal.of(() -> calls.join(JoinRequest.getDefaultInstance()));

      assertFalse(refusal.code() == Status.Code.OK);
      assertEquals("", refusal.reason(), "the transport refuses it, not the chat");
      assertEquals("Ana", ana.whoAmI().getSelf().getName());
    }
  }

  @Test
  void aRequestThatIsTooLongIsRefused() throws IOException {
    try (RunningServer server = RunningServer.in(data)) {
      RawClient ana = server.join("Ana");

      Refusal tooLong = Refusal.of(() -> ana.say("x".repeat(256 * 1024)));
      Refusal farTooLong = Refusal.of(() -> ana.say("x".repeat(512 * 1024)));

      tooLong.is(Status.Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_REQUEST_TOO_LARGE);
      assertEquals(Status.Code.RESOURCE_EXHAUSTED, farTooLong.code());
      assertEquals("", farTooLong.reason(), "the transport refuses it, not the chat");
      assertEquals("Ana", ana.whoAmI().getSelf().getName());
    }
  }

  private RunningServer serve(ConnectionChanges limits) throws IOException {
    return RunningServer.with(data, config -> config.connections(limits.settings()));
  }

  /** Watches the health, and waits for the first answer. */
  private static void watch(RawClient client) {
    client.watchHealth("").await("health", answer -> answer.getStatus() == ServingStatus.SERVING);
  }

  /** Starts a Join and sends no request; returns how the call ends. */
  static CompletableFuture<Refusal> begin(RawClient client) {
    // For a unary call the client library would send nothing before the request.
    ClientCall<JoinRequest, JoinResponse> call =
        client
            .channel()
            .newCall(
                ChatServiceGrpc.getJoinMethod().toBuilder()
                    .setType(MethodType.BIDI_STREAMING)
                    .build(),
                CallOptions.DEFAULT);
    CompletableFuture<Refusal> end = new CompletableFuture<>();
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, @Nullable Metadata trailers) {
            end.complete(Refusal.of(status, trailers));
          }
        },
        new Metadata());
    call.request(1);
    return end.orTimeout(Patience.SECONDS, TimeUnit.SECONDS);
  }

  /** Starts a reflection call, asks once, and leaves the call open. */
  private static RecordedAnswers<ServerReflectionResponse> askOnce(RawClient client) {
    RecordedAnswers<ServerReflectionResponse> answers = new RecordedAnswers<>();
    ServerReflectionGrpc.newStub(client.channel())
        .serverReflectionInfo(answers)
        .onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    answers.await("list of services", ServerReflectionResponse::hasListServicesResponse);
    return answers;
  }
}
