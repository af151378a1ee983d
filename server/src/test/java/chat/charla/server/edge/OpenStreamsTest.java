package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.fault.RawCalls;
import chat.charla.testkit.Patience;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The number of HTTP/2 streams that a connection may have open at once, whether they are calls or
 * not.
 */
@Timeout(2 * Patience.SECONDS)
class OpenStreamsTest {
  private static final String WATCH = "/grpc.health.v1.Health/Watch";
  private static final int MAX_CALLS = 5;

  /** The cost of a call in the memory budget. */
  private static final int CALL_BYTES = 4 * 1024;

  private static final int TYPE_BYTES = 7 * 1024;

  private static final int INITIAL_WINDOW_SIZE = 4;

  /** The number of resets that a peer may have in ten seconds. */
  private static final int RESETS = 400;

  private static final int NO_ERROR = 0;
  private static final int PROTOCOL_ERROR = 1;
  private static final int REFUSED_STREAM = 7;
  private static final int ENHANCE_YOUR_CALM = 11;

  @TempDir private Path data;

  @AutoClose private RunningServer server;

  @BeforeEach
  void start() throws IOException {
    ConnectionChanges limits =
        new ConnectionChanges().calls(MAX_CALLS).request(Duration.ofSeconds(1));
    server = RunningServer.with(data, config -> config.connections(limits.settings()));
  }

  /** The peer sends all its calls before the server's settings, which name the limit, arrive. */
  @Test
  @Tag("fault:unacknowledged-settings")
  void theLimitForCallsAppliesBeforeSettingsAreAcknowledged() throws IOException {
    try (SilentPeer peer = SilentPeer.connect(server.port())) {
      Http2Bytes calls = new Http2Bytes();
      for (int call = 0; call <= MAX_CALLS; call++) {
        calls.headers(2 * call + 1, WATCH, Map.of(), true).data(2 * call + 1, new byte[5]);
      }
      peer.send(calls.toByteArray());
      assertEquals(REFUSED_STREAM, peer.awaitReset(2 * MAX_CALLS + 1));
    }
  }

  @Test
  void aCallThatIsRefusedBeforeItsRequestEndsIsReset() throws IOException {
    try (SilentPeer peer = SilentPeer.connect(server.port())) {
      Http2Bytes calls = new Http2Bytes();
      for (int call = 0; call < MAX_CALLS; call++) {
        calls.headers(2 * call + 1, "/no.such/Method", Map.of(), true);
      }
      peer.send(calls.toByteArray());
      for (int call = 0; call < MAX_CALLS; call++) {
        assertEquals(NO_ERROR, peer.awaitReset(2 * call + 1));
      }
    }
  }

  /**
   * Browsers and curl send requests that are not gRPC calls. The server answers such a request, and
   * ignores what follows its headers.
   */
  @Test
  void aRequestThatIsNotACallIsAnsweredAndReset() throws IOException {
    try (SilentPeer peer = SilentPeer.connect(server.port())) {
      peer.send(new Http2Bytes().notGrpc(1, WATCH, "text/plain").toByteArray());
      peer.awaitFrame(Http2Bytes.DATA);
      assertEquals(NO_ERROR, peer.awaitReset(1));
    }
    Patience.await("nothing held", () -> server.heldBytes() == 0);
  }

  @Test
  @Tag("fault:unread-http-errors")
  void aRequestThatIsNotACallIsResetIfItsAnswerIsNotRead() throws IOException {
    try (SilentPeer peer = SilentPeer.connect(server.port())) {
      Http2Bytes requests = new Http2Bytes().setting(INITIAL_WINDOW_SIZE, 0);
      for (int stream = 1; stream < 2 * MAX_CALLS; stream += 2) {
        requests.notGrpc(stream, WATCH, "text/plain");
      }
      peer.send(requests.toByteArray());
      Patience.await(
          "the answers count in the budget", () -> server.heldBytes() >= MAX_CALLS * CALL_BYTES);
      for (int stream = 1; stream < 2 * MAX_CALLS; stream += 2) {
        assertEquals(ENHANCE_YOUR_CALM, peer.awaitReset(stream));
      }
      Patience.await("nothing held", () -> server.heldBytes() == 0);
    }
  }

  /**
   * The answer would repeat the content type with three characters for each character, and no limit
   * applies to the headers of answers.
   */
  @Test
  @Tag("fault:repeated-headers")
  void aRequestWithALongContentTypeIsReset() throws IOException {
    try (SilentPeer peer = SilentPeer.connect(server.port())) {
      peer.send(new Http2Bytes().notGrpc(1, WATCH, "%".repeat(TYPE_BYTES)).toByteArray());
      assertEquals(PROTOCOL_ERROR, peer.awaitReset(1));
    }
  }

  /** The status would repeat the name with three characters for each character. */
  @ParameterizedTest
  @ValueSource(strings = {"Check", "Watch"})
  void aLongServiceNameIsRefused(String method) throws IOException {
    byte[] request =
        HealthCheckRequest.newBuilder().setService("%".repeat(250_000)).build().toByteArray();
    RawCalls.End end =
        RawCalls.call(
            server.connect().channel(),
            method.equals("Check") ? HealthGrpc.getCheckMethod() : HealthGrpc.getWatchMethod(),
            request);
    assertEquals(Status.Code.INVALID_ARGUMENT, end.status().getCode());
    assertTrue(String.valueOf(end.status().getDescription()).length() < 100);
  }

  /**
   * With trusted proxies gRPC does not count resets, and no interceptor sees requests that are not
   * calls.
   */
  @Test
  void aPeerThatCancelsTooManyRequestsThatAreNotCallsIsDisconnected(@TempDir Path elsewhere)
      throws IOException {
    ConnectionChanges limits = new ConnectionChanges().trustedProxies("192.0.2.1");
    try (RunningServer other =
            RunningServer.with(elsewhere, config -> config.connections(limits.settings()));
        SilentPeer peer = SilentPeer.connect(other.port())) {
      Http2Bytes requests = new Http2Bytes();
      for (int i = 0; i <= RESETS; i++) {
        requests.notGrpc(2 * i + 1, WATCH, "text/plain").cancel(2 * i + 1);
      }
      peer.send(requests.toByteArray());
      peer.awaitEnd();
    }
  }
}
