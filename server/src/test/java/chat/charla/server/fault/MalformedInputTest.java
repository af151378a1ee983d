package chat.charla.server.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.edge.RawClient;
import chat.charla.testkit.Patience;
import chat.charla.testkit.Seeds;
import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.Cursor;
import chat.charla.v1.EnterRoom;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.ListRoomsRequest;
import chat.charla.v1.ListUsersRequest;
import chat.charla.v1.Open;
import chat.charla.v1.SendMessageRequest;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.WireFormat;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Input that violates the contract or its limits. */
@Timeout(10 * Patience.SECONDS)
class MalformedInputTest extends StageFixture {
  private static final int CONNECTIONS = 300;
  private static final String LONG = "x".repeat(200_000);

  /** Combining marks. Unicode normalisation moves all marks U+0316 before all marks U+0301. */
  private static final String MARKS =
      "x" + "\u0301".repeat(LONG.length() / 4) + "\u0316".repeat(LONG.length() / 4);

  /** The codes with which the contract lets the server refuse an invalid request. */
  private static final Set<Status.Code> REFUSALS =
      Set.of(
          Status.Code.INVALID_ARGUMENT,
          Status.Code.NOT_FOUND,
          Status.Code.RESOURCE_EXHAUSTED,
          Status.Code.PERMISSION_DENIED);

  @SuppressWarnings("NullAway.Init")
  private static RawClient mallory;

  @BeforeAll
  static void join() {
    mallory = stage.join("Mallory");
  }

  /** A client must not be able to fill the log. */
  @AfterEach
  void requireQuietLog() {
    assertEquals(List.of(), stage.warnings());
  }

  @Test
  @Tag("seeds")
  @Tag("fault:garbage-bytes")
  void connectionsSendOtherProtocolsAndRandomBytes() throws Exception {
    long seed = Seeds.one();
    System.out.println("garbage-bytes: seed " + seed);
    Random random = new Random(seed);
    stage.during(
        "garbage-bytes",
        Stage.SERVED,
        () -> {
          for (int i = 0; i < CONNECTIONS; i++) {
            try (RawConnection connection = RawConnection.open(stage.port())) {
              say(connection, i % 4, random);
            } catch (IOException e) {
              // The server has closed the connection, as required.
            }
          }
        });
  }

  private static void say(RawConnection connection, int kind, Random random) throws IOException {
    switch (kind) {
      case 0 -> connection.write(randomBytes(random, 4096));
      case 1 ->
          connection.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      case 2 -> { // the beginning of TLS
        connection.write(new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3});
        connection.write(randomBytes(random, 512));
      }
      default -> {
        connection.write(Frames.greeting());
        for (int frame = 0; frame < 20; frame++) {
          connection.write(
              Frames.frame(
                  random.nextInt(12),
                  random.nextInt(256),
                  random.nextInt(8),
                  randomBytes(random, random.nextInt(100))));
        }
      }
    }
    connection.flush();
  }

  /** Each message is refused. The connection stays open, because other calls may share it. */
  @Test
  @Tag("fault:malformed-protobuf")
  void messagesAreCutOffNestedTooDeepOrHaveWrongLengths() throws Exception {
    byte[] whole = lobby("hello, lobby").build().toByteArray();
    List<byte[]> malformed = new ArrayList<>();
    for (int length = 1; length < whole.length; length++) {
      if (isMalformed(Arrays.copyOf(whole, length))) {
        malformed.add(Arrays.copyOf(whole, length));
      }
    }
    malformed.add(nestedGroups(100_000, 1));
    malformed.add(nestedGroups(100_000, 1999));
    malformed.add(nestedMessages(10_000));
    malformed.add(new byte[] {0x0a, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07});
    malformed.add(repeated(11, 0xff));
    malformed.add(new byte[] {0});
    refusedByAll("malformed-protobuf", malformed);
    for (MethodDescriptor<?, ?> method :
        List.of(
            HealthGrpc.getCheckMethod(), ServerReflectionGrpc.getServerReflectionInfoMethod())) {
      Status status = RawCalls.call(mallory.channel(), method, new byte[] {0x0a, 5}).status();
      assertEquals(Status.Code.INVALID_ARGUMENT, status.getCode(), method.getFullMethodName());
    }
  }

  @Test
  @Tag("fault:invalid-utf8")
  void textsAreNotUtf8() throws Exception {
    List<byte[]> malformed = new ArrayList<>();
    for (int[] bytes :
        new int[][] {{0xff}, {0xc0, 0x80}, {0xed, 0xa0, 0x80}, {0xf4, 0x90, 0x80, 0x80}, {0xe2}}) {
      byte[] text = new byte[bytes.length];
      for (int i = 0; i < text.length; i++) {
        text[i] = (byte) bytes[i];
      }
      malformed.add(stringField(1, text));
    }
    refusedByAll("invalid-utf8", malformed);
  }

  @Test
  @Tag("fault:over-long")
  void everythingIsTooLong() throws Exception {
    stage.during(
        "over-long",
        Stage.SERVED,
        () -> {
          everyTextIs(LONG);
          everyTextIs(MARKS);
          Open.Builder many = Open.newBuilder();
          IntStream.range(0, 10_000).forEach(i -> many.addCursors(cursor("x" + i)));
          refusedInStream(ConverseRequest.newBuilder().setOpen(many));
          tooMuchForTheTransport();
        });
  }

  private static void everyTextIs(String text) throws Exception {
    join(JoinRequest.newBuilder().setName(text).build());
    join(JoinRequest.newBuilder().setName("Short").setRequestId(text).build());
    refused(ChatServiceGrpc.getSendMessageMethod(), lobby(text).build());
    refused(
        ChatServiceGrpc.getSendMessageMethod(), lobby("short").setClientMessageId(text).build());
    refused(
        ChatServiceGrpc.getSendMessageMethod(),
        SendMessageRequest.newBuilder().setRoom(text).setText("short").build());
    refused(
        ChatServiceGrpc.getSendMessageMethod(),
        SendMessageRequest.newBuilder().setUserName(text).setText("short").build());
    refused(
        ChatServiceGrpc.getListMessagesMethod(),
        ListMessagesRequest.newBuilder().setRoom(text).build());
    refused(
        ChatServiceGrpc.getListMessagesMethod(),
        ListMessagesRequest.newBuilder().setRoom("lobby").setPageToken(text).build());
    refused(
        ChatServiceGrpc.getListUsersMethod(),
        ListUsersRequest.newBuilder().setPageToken(text).build());
    refused(
        ChatServiceGrpc.getListRoomsMethod(),
        ListRoomsRequest.newBuilder().setPageToken(text).build());
    refusedInStream(ConverseRequest.newBuilder().setRequestId(text));
    refusedInStream(
        ConverseRequest.newBuilder()
            .setRequestId("room")
            .setEnterRoom(EnterRoom.newBuilder().setRoom(text)));
    drained(Open.newBuilder().addCursors(cursor(text)));
  }

  /** Requests of 50 KB that would be 50 MB after decompression. */
  @Test
  @Tag("fault:compression-bomb")
  void compressedRequestsAreVeryLong() throws Exception {
    stage.during(
        "compression-bomb",
        Stage.SERVED,
        () -> {
          for (MethodDescriptor<?, ?> method :
              List.of(
                  ChatServiceGrpc.getSendMessageMethod(),
                  ChatServiceGrpc.getListUsersMethod(),
                  ChatServiceGrpc.getConverseMethod())) {
            RawCalls.End end = RawCalls.callWithZeros(mallory.channel(), method, 50_000_000);
            assertEquals(Status.Code.UNIMPLEMENTED, end.status().getCode());
          }
        });
  }

  /** A message is larger than the transport allows: gRPC ends this call and no other. */
  private static void tooMuchForTheTransport() {
    byte[] message = new byte[3_000_000];
    assertFalse(
        RawCalls.call(mallory.channel(), ChatServiceGrpc.getSendMessageMethod(), message)
            .status()
            .isOk());
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("x-long", Metadata.ASCII_STRING_MARSHALLER), LONG);
    try (RawClient other = stage.join("Long-headers")) {
      Status status =
          RawCalls.call(other.channel(), ChatServiceGrpc.getWhoAmIMethod(), new byte[0], headers)
              .status();
      assertFalse(status.isOk(), status.toString());
    }
    assertEquals(mallory.user(), mallory.whoAmI().getSelf());
  }

  private static void join(JoinRequest request) {
    refused(mallory.withToken(""), ChatServiceGrpc.getJoinMethod(), request);
  }

  private static void refused(MethodDescriptor<?, ?> method, MessageLite request) {
    refused(mallory, method, request);
  }

  private static void refused(
      RawClient caller, MethodDescriptor<?, ?> method, MessageLite request) {
    Status status = RawCalls.call(caller.channel(), method, request.toByteArray()).status();
    assertTrue(REFUSALS.contains(status.getCode()), method.getFullMethodName() + ": " + status);
  }

  /**
   * Opens a stream with a cursor of a room that the caller is not a member of. The cursor is
   * ignored: the stream opens, and ends with OK.
   */
  private static void drained(Open.Builder open) {
    byte[] command =
        ConverseRequest.newBuilder().setOpen(open.setDrainOnHalfClose(true)).build().toByteArray();
    assertTrue(
        RawCalls.call(mallory.channel(), ChatServiceGrpc.getConverseMethod(), command)
            .status()
            .isOk());
  }

  private static Cursor.Builder cursor(String room) {
    return Cursor.newBuilder().setRoom(room).setAfterSequence(1);
  }

  /**
   * Requires that the stream sends a refusal. Then the stream either stays open, or ends with the
   * same refusal in its status.
   */
  private static void refusedInStream(ConverseRequest.Builder command) {
    var stream = mallory.converse();
    stream.send(command.build());
    stream.frame(
        "refusal",
        frame ->
            frame.getResult().hasError() || (frame.hasClosing() && frame.getClosing().hasError()));
    stream.cancel();
  }

  private static void refusedByAll(String fault, List<byte[]> malformed) throws Exception {
    stage.during(
        fault,
        Stage.SERVED,
        () -> {
          Map<Status.Code, Integer> codes = new TreeMap<>();
          for (MethodDescriptor<?, ?> method :
              List.of(
                  ChatServiceGrpc.getConverseMethod(),
                  ChatServiceGrpc.getJoinMethod(),
                  ChatServiceGrpc.getSendMessageMethod(),
                  ChatServiceGrpc.getListMessagesMethod(),
                  ChatServiceGrpc.getListUsersMethod())) {
            for (byte[] request : malformed) {
              Status status = RawCalls.call(mallory.channel(), method, request).status();
              codes.merge(status.getCode(), 1, Integer::sum);
            }
          }
          System.out.println("fault " + fault + ": answered with " + codes);
          assertEquals(Set.of(Status.Code.INVALID_ARGUMENT), codes.keySet());
          assertEquals(mallory.user(), mallory.whoAmI().getSelf());
        });
  }

  private static SendMessageRequest.Builder lobby(String text) {
    return SendMessageRequest.newBuilder().setRoom("lobby").setText(text);
  }

  private static boolean isMalformed(byte[] bytes) {
    try {
      var unused = SendMessageRequest.parseFrom(bytes);
      return false;
    } catch (InvalidProtocolBufferException e) {
      return true;
    }
  }

  /** Nested groups. Proto3 has no groups, but every parser must skip them. */
  private static byte[] nestedGroups(int depth, int field) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    for (int i = 0; i < depth; i++) {
      out.writeTag(field, WireFormat.WIRETYPE_START_GROUP);
    }
    out.flush();
    return bytes.toByteArray();
  }

  /** Field 1 nested many times; the innermost message is cut off. */
  private static byte[] nestedMessages(int depth) {
    ByteString inner = ByteString.copyFrom(new byte[] {0x0a, 0x7f});
    for (int i = 0; i < depth; i++) {
      ByteString.Output out = ByteString.newOutput();
      try {
        CodedOutputStream coded = CodedOutputStream.newInstance(out);
        coded.writeBytes(1, inner);
        coded.flush();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      inner = out.toByteString();
    }
    return inner.toByteArray();
  }

  private static byte[] stringField(int field, byte[] text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeByteArray(field, text);
    out.flush();
    return bytes.toByteArray();
  }

  private static byte[] repeated(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static byte[] randomBytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
