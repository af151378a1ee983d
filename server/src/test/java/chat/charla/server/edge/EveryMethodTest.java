package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.admin.v1.AdminServiceGrpc;
import chat.charla.server.fault.RawCalls;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.CommandResult;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Open;
import chat.charla.v1.RoomServiceGrpc;
import chat.charla.v1.SendMessageRequest;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each method of each service refuses every invalid request: with a reason, unless gRPC itself
 * refuses the request. The methods come from the service descriptors, so new methods are tested
 * too.
 */
class EveryMethodTest {
  private static final int MAX_BYTES = 256 * 1024;

  /** The limit for health and reflection, whose requests are names. */
  private static final int MAX_NAME_BYTES = 512;

  private static final byte[] GARBAGE = {0x0a, 0x7f, 0x00};

  @TempDir private static Path data;

  @AutoClose private static RunningServer server;
  private static RawClient ana;

  @BeforeAll
  static void start() throws IOException {
    server = RunningServer.in(data);
    ana = server.join("Ana");
  }

  static Stream<Named<MethodDescriptor<?, ?>>> methods() {
    return Stream.of(
            ChatServiceGrpc.getServiceDescriptor(),
            AccountServiceGrpc.getServiceDescriptor(),
            RoomServiceGrpc.getServiceDescriptor(),
            AdminServiceGrpc.getServiceDescriptor(),
            HealthGrpc.getServiceDescriptor(),
            ServerReflectionGrpc.getServiceDescriptor(),
            io.grpc.reflection.v1alpha.ServerReflectionGrpc.getServiceDescriptor())
        .flatMap(service -> service.getMethods().stream())
        .map(method -> Named.of(method.getFullMethodName(), method));
  }

  /** All methods but Converse, where a command that is too large does not end the stream. */
  static Stream<Named<MethodDescriptor<?, ?>>> otherMethods() {
    return methods().filter(method -> !isConverse(method.getPayload()));
  }

  static Stream<Named<MethodDescriptor<?, ?>>> methodsOfOneRequest() {
    return methods().filter(method -> method.getPayload().getType().clientSendsOneMessage());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void invalidBytesAreRefused(MethodDescriptor<?, ?> method) {
    refused(method, CallOptions.DEFAULT, GARBAGE)
        .is(Status.Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_REQUEST_UNREADABLE);
  }

  @ParameterizedTest
  @MethodSource("methodsOfOneRequest")
  void aCallWithoutARequestIsRefused(MethodDescriptor<?, ?> method) {
    refused(method, CallOptions.DEFAULT)
        .is(Status.Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_REQUEST_UNREADABLE);
  }

  @ParameterizedTest
  @MethodSource("methodsOfOneRequest")
  void aSecondRequestIsRefused(MethodDescriptor<?, ?> method) {
    refused(method, CallOptions.DEFAULT, new byte[0], new byte[0])
        .is(Status.Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_REQUEST_UNREADABLE);
  }

  @ParameterizedTest
  @MethodSource("otherMethods")
  void aRequestOneByteTooLongIsRefused(MethodDescriptor<?, ?> method) {
    boolean ofContract = method.getFullMethodName().startsWith("charla.");
    int limit = ofContract ? MAX_BYTES : MAX_NAME_BYTES;
    assertTooLarge(refused(method, CallOptions.DEFAULT, requestOf(limit + 1)), limit);
    assertTooLarge(refused(method, CallOptions.DEFAULT, requestOf(2 * MAX_BYTES)), limit);
  }

  /**
   * gRPC itself refuses every compressed request, however long it is. Such a refusal has no reason.
   */
  @ParameterizedTest
  @MethodSource("methods")
  void aCompressedRequestIsRefused(MethodDescriptor<?, ?> method) {
    CallOptions compressed = CallOptions.DEFAULT.withCompression("gzip");
    for (byte[] request : List.of(new byte[0], requestOf(20 * MAX_BYTES))) {
      Refusal refusal = refused(method, compressed, request);
      assertEquals(Status.Code.UNIMPLEMENTED, refusal.code());
      assertEquals("", refusal.reason());
    }
  }

  /**
   * A request with exactly the reported length is accepted. {@link
   * #aRequestOneByteTooLongIsRefused} shows that a longer one is not.
   */
  @Test
  void theReportedLimitIsExact() {
    assertEquals(MAX_BYTES, ana.session().getLimits().getMaxRequestBytes());
    assertEquals(MAX_BYTES, ana.converse().ready().getLimits().getMaxRequestBytes());
    assertTrue(
        RawCalls.call(ana.channel(), ChatServiceGrpc.getWhoAmIMethod(), requestOf(MAX_BYTES))
            .status()
            .isOk());
  }

  @Test
  void aCommandThatIsTooLargeIsRefusedAndTheStreamStaysOpen() {
    RawStream stream = ana.converse();

    stream.send("large", message("x".repeat(MAX_BYTES)));

    CommandResult result = stream.result("large");
    assertTooLarge(Refusal.of(result.getError()));
    stream.say("still here");
    stream.message("still here");
    assertFalse(stream.ended());
  }

  /** Any first command implies an Open, also if it is too large. */
  @Test
  void aFirstCommandThatIsTooLargeOpensTheStream() {
    RawStream stream = ana.stream();

    stream.send("large", message("x".repeat(MAX_BYTES)));

    assertTooLarge(Refusal.of(stream.result("large").getError()));
    stream.ready();
    assertFalse(stream.ended());
  }

  @Test
  void anOpenThatIsTooLargeEndsTheStream() {
    RawStream stream = ana.stream();

    stream.send(
        ConverseRequest.newBuilder()
            .setOpen(Open.newBuilder().setUnknownFields(unknownField(MAX_BYTES)))
            .build());

    assertTooLarge(Refusal.of(stream.closing().getError()));
    assertTooLarge(stream.end());
  }

  @ParameterizedTest
  @ValueSource(strings = {"charla.v1.ChatService/Forget", "charla.v2.ChatService/Join", "a.B/c"})
  void anUnknownMethodIsRefused(String name) {
    MethodDescriptor<?, ?> method =
        ChatServiceGrpc.getWhoAmIMethod().toBuilder().setFullMethodName(name).build();

    refused(method, CallOptions.DEFAULT, new byte[0])
        .is(Status.Code.UNIMPLEMENTED, ErrorReason.ERROR_REASON_COMMAND_UNKNOWN);
    refused(method, CallOptions.DEFAULT, requestOf(2 * MAX_BYTES))
        .is(Status.Code.UNIMPLEMENTED, ErrorReason.ERROR_REASON_COMMAND_UNKNOWN);
  }

  private static boolean isConverse(MethodDescriptor<?, ?> method) {
    return method
        .getFullMethodName()
        .equals(ChatServiceGrpc.getConverseMethod().getFullMethodName());
  }

  private static void assertTooLarge(Refusal refusal) {
    assertTooLarge(refusal, MAX_BYTES);
  }

  private static void assertTooLarge(Refusal refusal, int limit) {
    refusal.is(Status.Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_REQUEST_TOO_LARGE);
    assertEquals(Map.of("max_bytes", Integer.toString(limit)), refusal.metadata());
  }

  private static Refusal refused(
      MethodDescriptor<?, ?> method, CallOptions options, byte[]... requests) {
    RawCalls.End end = RawCalls.call(ana.channel(), method, List.of(requests), options);
    return Refusal.of(end.status(), end.trailers());
  }

  private static SendMessageRequest message(String text) {
    return SendMessageRequest.newBuilder().setRoom("lobby").setText(text).build();
  }

  /** A request of this many bytes for any method. Its only field is one that no method has. */
  private static byte[] requestOf(int bytes) {
    int headerBytes = unknownField(bytes).getSerializedSize() - bytes;
    byte[] request = unknownField(bytes - headerBytes).toByteArray();
    assertEquals(bytes, request.length);
    return request;
  }

  /** A field that no method has, with a value of this many bytes. */
  private static UnknownFieldSet unknownField(int bytes) {
    return UnknownFieldSet.newBuilder()
        .addField(
            9999,
            UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(ByteString.copyFrom(new byte[bytes]))
                .build())
        .build();
  }
}
