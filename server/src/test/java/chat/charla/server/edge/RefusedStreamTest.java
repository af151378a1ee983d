package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.Closing;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.Cursor;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Open;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Streams that the server ends: {@code Closing} comes first, and the status has the same content.
 */
class RefusedStreamTest {
  private static final ConverseRequest GARBAGE =
      ConverseRequest.newBuilder().setRequestId("garbage").build();

  private static final int MAX_CURSORS = 1_000;

  @TempDir private Path data;
  @AutoClose private RunningServer server;
  private RawClient ana;

  @BeforeEach
  void start() throws IOException {
    server = RunningServer.in(data);
    ana = server.join("Ana");
  }

  @Test
  void theNewerStreamTakesOver() {
    RawStream older = ana.converse(numbered(7));

    RawStream newer = ana.converse(numbered(8));

    assertSuperseded(older);
    assertServes(newer);
  }

  @Test
  void theStreamWithTheLowerNumberIsEndedEvenIfItCameLater() {
    RawStream higher = ana.converse(numbered(8));

    RawStream lower = ana.stream();
    lower.open(numbered(7));

    assertSuperseded(lower);
    assertServes(higher);
  }

  @Test
  void ofTwoStreamsWithTheSameNumberTheLaterIsEnded() {
    RawStream earlier = ana.converse(numbered(7));

    RawStream later = ana.stream();
    later.open(numbered(7));

    assertSuperseded(later);
    assertServes(earlier);
  }

  @Test
  void withoutNumbersTheNewestStreamTakesOver() {
    RawStream older = ana.converse(numbered(7));

    RawStream newer = ana.converse();

    assertSuperseded(older);
    assertServes(newer);
  }

  static Stream<Arguments> badOpens() {
    return Stream.of(
        Arguments.of(Open.newBuilder().setBacklog(-1).build(), "open.backlog"),
        Arguments.of(numbered(-1), "open.stream_number"),
        Arguments.of(
            Open.newBuilder()
                .addCursors(Cursor.newBuilder().setRoom("lobby").setAfterSequence(-1))
                .build(),
            "open.cursors.after_sequence"),
        Arguments.of(
            Open.newBuilder()
                .addCursors(Cursor.newBuilder().setRoom("lobby").setAfterSequence(1))
                .addCursors(Cursor.newBuilder().setAfterSequence(1))
                .addCursors(Cursor.newBuilder().setRoom("LOBBY").setAfterSequence(2))
                .build(),
            "open.cursors.room"),
        Arguments.of(manyCursors(MAX_CURSORS + 1), "open.cursors"));
  }

  private static Open manyCursors(int count) {
    Open.Builder open = Open.newBuilder();
    for (int i = 0; i < count; i++) {
      open.addCursors(Cursor.newBuilder().setRoom("room-" + i).setAfterSequence(i));
    }
    return open.build();
  }

  @Test
  void anOpenMayHaveAsManyCursorsAsTheLimitsSay() {
    RawStream stream = ana.stream();
    stream.open(manyCursors(MAX_CURSORS));

    assertEquals(MAX_CURSORS, stream.ready().getLimits().getMaxCursors());
  }

  static Stream<ConverseRequest> badCommandsWithAnOpen() {
    ConverseRequest.Builder open = ConverseRequest.newBuilder().setRequestId("r");
    return Stream.of(
        open.setOpen(numbered(-1)).build(),
        open.setOpen(manyCursors(MAX_CURSORS + 1)).build(),
        open.setOpen(Open.newBuilder().addCursors(Cursor.newBuilder().setRoom("x".repeat(300_000))))
            .build(),
        open.setOpen(numbered(1)).setRequestId("r".repeat(65)).build());
  }

  /** This reason tells a client that its Open came too late. */
  @ParameterizedTest
  @MethodSource("badCommandsWithAnOpen")
  void aLateOpenIsRefusedAsRepeatedWhateverItContains(ConverseRequest open) {
    RawStream stream = ana.converse();

    stream.send(open);

    ConverseResponse result = stream.frame("the result", ConverseResponse::hasResult);
    assertTrue(open.getRequestId().startsWith(result.getRequestId()));
    Refusal.of(result.getResult().getError())
        .is(Status.Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_OPEN_REPEATED);
    assertServes(stream);
  }

  @ParameterizedTest
  @MethodSource("badOpens")
  void anOpenThatBreaksTheRulesEndsTheStream(Open open, String field) {
    RawStream stream = ana.stream();
    stream.open(open);

    Closing closing = stream.closing();

    Refusal refusal = stream.end();
    refusal
        .is(Status.Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_ARGUMENT_INVALID)
        .requireField(field);
    assertEquals(refusal, Refusal.of(closing.getError()));
    assertEquals(Closing.Action.ACTION_STOP, closing.getAction());
  }

  @Test
  void invalidBytesEndTheirOwnStreamOnly() {
    RawClient connection = server.connect();
    RawClient berta = connection.join("Berta");
    RawStream neighbour = berta.converse();
    RawClient carla = connection.join("Carla");
    RawStream stream = RawStream.start(carla.channel().newCall(withGarbage(), CallOptions.DEFAULT));
    stream.open(Open.getDefaultInstance());

    stream.send(GARBAGE);

    Closing closing = stream.closing();
    Refusal refusal = stream.end();
    refusal.is(Status.Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_REQUEST_UNREADABLE);
    assertEquals(refusal, Refusal.of(closing.getError()));
    assertEquals(Closing.Action.ACTION_STOP, closing.getAction());
    neighbour.event(
        "Carla's loss",
        event -> event.hasUserReconnecting() && event.getActor().equals(carla.user()));
    assertServes(neighbour);
  }

  private static Open numbered(long number) {
    return Open.newBuilder().setStreamNumber(number).build();
  }

  private static void assertServes(RawStream stream) {
    stream.say("still here");
    stream.message("still here");
    assertFalse(stream.ended());
  }

  private static void assertSuperseded(RawStream stream) {
    Closing closing = stream.closing();
    Refusal refusal = stream.end();
    refusal.is(Status.Code.ABORTED, ErrorReason.ERROR_REASON_STREAM_SUPERSEDED);
    assertEquals(refusal, Refusal.of(closing.getError()));
    assertEquals(Closing.Action.ACTION_STOP, closing.getAction());
  }

  /** Converse, with {@link #GARBAGE} as a field whose length exceeds the message. */
  private static MethodDescriptor<ConverseRequest, ConverseResponse> withGarbage() {
    MethodDescriptor<ConverseRequest, ConverseResponse> method =
        ChatServiceGrpc.getConverseMethod();
    MethodDescriptor.Marshaller<ConverseRequest> requests = method.getRequestMarshaller();
    return method.toBuilder(
            new MethodDescriptor.Marshaller<ConverseRequest>() {
              @Override
              public InputStream stream(ConverseRequest value) {
                return value.equals(GARBAGE)
                    ? new ByteArrayInputStream(new byte[] {0x0a, 0x7f, 0x00})
                    : requests.stream(value);
              }

              @Override
              public ConverseRequest parse(InputStream stream) {
                return requests.parse(stream);
              }
            },
            method.getResponseMarshaller())
        .build();
  }
}
