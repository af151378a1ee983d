package chat.charla.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.WhoAmIRequest;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

/** Calls and streams of the real transport, over a real loopback connection. */
class GrpcTransportTest extends GrpcTransportFixture {
  @Test
  void theTokenIsSentAsAuthorization() throws InterruptedException {
    transport().whoAmI(WhoAmIRequest.getDefaultInstance(), "t1", reports.answer());
    assertEquals("success Bearer t1", reports.next());

    transport().join(JoinRequest.newBuilder().setName("ana").build(), null, reports.answer());
    assertEquals("success none", reports.next());

    transport().join(JoinRequest.newBuilder().setName("ana").build(), "t1", reports.answer());
    assertEquals("success Bearer t1", reports.next());
  }

  @Test
  void aRefusalHasItsDetails() throws InterruptedException {
    transport().join(JoinRequest.newBuilder().setName("taken").build(), null, reports.answer());

    assertEquals(
        "ALREADY_EXISTS ERROR_REASON_NAME_TAKEN: that name is taken (retry after PT41S)"
            + " {suggested_name=taken2}",
        reports.next());
  }

  @Test
  void framesAreDeliveredInBothDirectionsUntilTheStreamIsDrained() throws InterruptedException {
    StreamHandle stream = transport().converse("t1", reports.stream());
    stream.send(ConverseRequest.newBuilder().setRequestId("one").build());
    stream.request(1);
    assertEquals("frame Bearer t1 one", reports.next());
    stream.request(1);
    stream.send(ConverseRequest.newBuilder().setRequestId("two").build());
    assertEquals("frame Bearer t1 two", reports.next());

    stream.halfClose();
    stream.request(1);

    assertEquals("closed OK", reports.next());
    stream.send(ConverseRequest.getDefaultInstance());
    stream.halfClose();
    stream.cancel();
    stream.request(1);
  }

  @Test
  void onlyRequestedFramesAreDelivered() throws InterruptedException {
    StreamHandle stream = transport().converse("t1", reports.stream());
    stream.send(ConverseRequest.newBuilder().setRequestId("flood").build());
    stream.request(3);

    int sent = service.awaitPushback();

    assertTrue(sent < TinyServer.FLOOD, "sent " + sent);
    for (int frame = 0; frame < 3; frame++) {
      assertEquals("frame  ", reports.next());
    }
    assertTrue(reports.isEmpty());
    for (int frame = 3; frame < TinyServer.FLOOD; frame++) {
      stream.request(1);
      assertEquals("frame  ", reports.next());
    }
    stream.cancel();
  }

  @Test
  void theEndOfAStreamHasItsDetails() throws InterruptedException {
    StreamHandle stream = transport().converse("t1", reports.stream());
    stream.request(1);
    stream.send(ConverseRequest.newBuilder().setRequestId("supersede").build());

    assertEquals(
        "closed ABORTED ERROR_REASON_STREAM_SUPERSEDED: another stream {}", reports.next());
  }

  @Test
  void aTlsFailureHasItsCause() throws InterruptedException {
    use(NettyChannelBuilder.forAddress(loopback(port())).build());

    CallFailure failure = failure();

    assertEquals(Status.Code.UNAVAILABLE, failure.code());
    assertInstanceOf(SSLException.class, failure.cause());
  }

  @Test
  void aProxysAnswerHasItsHttpStatus() throws Exception {
    for (int status : new int[] {401, 403, 404, 502, 503}) {
      try (FakeProxy proxy = FakeProxy.http2(status)) {
        connectTo(proxy.port());

        CallFailure failure = failure();

        assertEquals(status, failure.httpStatus(), failure.toString());
        assertEquals("HTTP status code " + status, failure.message());
        assertEquals(ErrorReason.ERROR_REASON_UNSPECIFIED, failure.reason());
      }
    }
  }

  @Test
  void aPeerWithoutHttp2HasNoHttpStatus() throws Exception {
    try (FakeProxy web = FakeProxy.http1()) {
      connectTo(web.port());

      assertEquals(0, failure().httpStatus());
    }
  }
}
