package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.CommandResult;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.EnterRoom;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.LeaveRoom;
import chat.charla.v1.Open;
import chat.charla.v1.SendMessageRequest;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A refused command has the same content as the refused unary call, and the stream stays open. */
class RefusedSendTest {
  private static final Map<String, String> TEXT_LIMITS =
      Map.of("max_code_points", "4000", "max_bytes", "16384");

  private static final SendMessageRequest HELLO =
      SendMessageRequest.newBuilder().setRoom("lobby").setText("hello").build();

  @TempDir private static Path data;
  @AutoClose private static RunningServer server;
  private static int names;

  private RawClient ana;
  private RawStream stream;

  @BeforeAll
  static void start() throws IOException {
    server = RunningServer.in(data);
    // A room that most clients of this test are not members of.
    server.join("Owner").converse().enter("owned");
  }

  @BeforeEach
  void join() {
    ana = server.join("Ana-" + ++names);
    stream = ana.converse();
  }

  static Stream<Arguments> refusedMessages() {
    SendMessageRequest reused = HELLO.toBuilder().setClientMessageId("used").build();
    return Stream.of(
        refused(
            HELLO.toBuilder().setText("").build(), ErrorReason.ERROR_REASON_MESSAGE_EMPTY, "text"),
        refused(
            HELLO.toBuilder().setText(" \t\n\u00a0\u2003\u3000").build(),
            ErrorReason.ERROR_REASON_MESSAGE_EMPTY,
            "text"),
        refused(
            HELLO.toBuilder().setText("\u0085\u1680\u2028\u2029\u202f\u205f\u000b\r").build(),
            ErrorReason.ERROR_REASON_MESSAGE_EMPTY,
            "text"),
        refused(
            HELLO.toBuilder().setText("x".repeat(4001)).build(),
            ErrorReason.ERROR_REASON_MESSAGE_TOO_LARGE,
            "text"),
        refused(
            HELLO.toBuilder().setText("x".repeat(250_000)).build(),
            ErrorReason.ERROR_REASON_MESSAGE_TOO_LARGE,
            "text"),
        refused(
            HELLO.toBuilder().setClientMessageId("i".repeat(65)).build(),
            ErrorReason.ERROR_REASON_MESSAGE_ID_INVALID,
            "client_message_id"),
        refused(
            reused.toBuilder().setText("another text").build(),
            ErrorReason.ERROR_REASON_MESSAGE_ID_REUSED,
            "client_message_id"),
        refused(
            HELLO.toBuilder().setRoom("nowhere").build(),
            ErrorReason.ERROR_REASON_ROOM_NOT_FOUND,
            "room"),
        refused(
            HELLO.toBuilder().setRoom("owned").build(),
            ErrorReason.ERROR_REASON_NOT_A_MEMBER,
            "room"),
        refused(
            HELLO.toBuilder().setUserId("nobody").build(),
            ErrorReason.ERROR_REASON_USER_NOT_FOUND,
            "user_id"),
        refused(
            HELLO.toBuilder().setUserName("Nobody").build(),
            ErrorReason.ERROR_REASON_USER_NOT_FOUND,
            "user_name"),
        refused(
            HELLO.toBuilder().clearTarget().build(),
            ErrorReason.ERROR_REASON_ARGUMENT_INVALID,
            "target"));
  }

  @ParameterizedTest
  @MethodSource("refusedMessages")
  void aRefusedMessageIsRefusedAlikeInStreamAndCall(
      SendMessageRequest message, ErrorReason reason, String field) {
    stream.send("first", HELLO.toBuilder().setClientMessageId("used").build());
    assertTrue(stream.result("first").hasMessageSent());

    stream.send("refused", message);

    Refusal inStream = Refusal.of(stream.result("refused").getError());
    Refusal inCall = Refusal.of(() -> ana.calls().sendMessage(message));
    inCall.is(code(reason), reason).requireField(field);
    assertEquals(inCall, inStream);
    boolean tooLarge = reason == ErrorReason.ERROR_REASON_MESSAGE_TOO_LARGE;
    assertEquals(tooLarge ? TEXT_LIMITS : Map.of(), inCall.metadata());
    assertFalse(inCall.hasRetryDelay());
    assertAlive();
  }

  @Test
  void aRefusalIsSentEvenWithoutARequestId() {
    stream.send("", HELLO.toBuilder().setText("").build());

    assertEquals(ErrorReason.ERROR_REASON_MESSAGE_EMPTY, stream.result("").getError().getReason());
    assertAlive();
  }

  @Test
  void aRefusedSendDoesNotUseUpItsId() {
    SendMessageRequest.Builder message = HELLO.toBuilder().setClientMessageId("again");
    stream.send("refused", message.setText(" ").build());
    assertTrue(stream.result("refused").hasError());

    stream.send("repaired", message.setText("now with text").build());

    assertFalse(stream.result("repaired").getMessageSent().getDuplicate());
  }

  @Test
  void aKnownIdIsAnsweredAfterTheRecipientHasLeft() {
    RawClient gone = server.join("Gone-" + ++names);
    SendMessageRequest toGone =
        SendMessageRequest.newBuilder()
            .setUserId(gone.id())
            .setText("before you go")
            .setClientMessageId("kept")
            .build();
    var first = ana.calls().sendMessage(toGone);
    gone.leave();

    var repeated = ana.calls().sendMessage(toGone);

    assertEquals(first.toBuilder().setDuplicate(true).build(), repeated);
  }

  static Stream<Arguments> refusedCommands() {
    // A command that the server does not know looks like this: a field with an unknown number.
    ConverseRequest newer =
        ConverseRequest.newBuilder()
            .setRequestId("refused")
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(
                        199,
                        UnknownFieldSet.Field.newBuilder()
                            .addLengthDelimited(ByteString.copyFromUtf8("typing"))
                            .build())
                    .build())
            .build();
    return Stream.of(
        Arguments.of(newer, ErrorReason.ERROR_REASON_COMMAND_UNKNOWN, ""),
        Arguments.of(
            ConverseRequest.newBuilder().setRequestId("refused").build(),
            ErrorReason.ERROR_REASON_COMMAND_UNKNOWN,
            ""),
        Arguments.of(
            ConverseRequest.newBuilder()
                .setRequestId("refused")
                .setOpen(Open.getDefaultInstance())
                .build(),
            ErrorReason.ERROR_REASON_OPEN_REPEATED,
            ""),
        Arguments.of(enter("no spaces please"), ErrorReason.ERROR_REASON_ROOM_NAME_INVALID, "room"),
        Arguments.of(enter(""), ErrorReason.ERROR_REASON_ROOM_NAME_INVALID, "room"),
        Arguments.of(leave("nowhere"), ErrorReason.ERROR_REASON_ROOM_NOT_FOUND, "room"),
        Arguments.of(leave("owned"), ErrorReason.ERROR_REASON_NOT_A_MEMBER, "room"));
  }

  @ParameterizedTest
  @MethodSource("refusedCommands")
  void theStreamStaysOpenAfterARefusedCommand(
      ConverseRequest command, ErrorReason reason, String field) {
    stream.send(command);

    Refusal.of(stream.result("refused").getError()).is(code(reason), reason).requireField(field);
    assertAlive();
  }

  @Test
  void anEmptyFrameIsAnUnknownCommand() {
    stream.send(ConverseRequest.getDefaultInstance());

    assertEquals(
        ErrorReason.ERROR_REASON_COMMAND_UNKNOWN, stream.result("").getError().getReason());
    assertAlive();
  }

  /**
   * Only the Unicode property White_Space counts, not what Java or another language calls white
   * space.
   */
  @ParameterizedTest
  @ValueSource(strings = {"\u001c\u001d\u001e\u001f", "\u200b", "\ufeff", "\u180e", "\u0000"})
  void charactersThatAreNotWhiteSpaceAreText(String text) {
    stream.send("text", HELLO.toBuilder().setText(text).build());

    assertTrue(stream.result("text").hasMessageSent());
    assertEquals(text, stream.message(text).getMessagePosted().getText());
  }

  @ParameterizedTest
  @CsvSource({
    "r, 65, 64", // of one byte each
    "\u00f1, 33, 32", // of two bytes each
    "\u20ac, 22, 21", // of three: 63 bytes
  })
  void aRequestIdThatIsTooLongIsReturnedInPart(String letter, int count, int told) {
    stream.send(letter.repeat(count), HELLO);

    Refusal.of(stream.result(letter.repeat(told)).getError())
        .is(Status.Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_ARGUMENT_INVALID)
        .requireField("request_id");
    assertAlive();
  }

  @Test
  void anyNumberOfRefusalsDoesNotBlockTheStream() {
    // More than may be outstanding: each refusal makes room for another command.
    for (int i = 0; i < 90; i++) {
      stream.send("r" + i, HELLO.toBuilder().setText(" ").build());
    }

    for (int i = 0; i < 90; i++) {
      assertTrue(stream.result("r" + i).hasError());
    }
    assertAlive();
  }

  /** Requires that the stream takes commands, answers them and delivers events. */
  private void assertAlive() {
    stream.send("alive", HELLO.toBuilder().setText("alive").build());
    CommandResult result = stream.result("alive");
    assertEquals(
        result.getMessageSent().getSequence(),
        stream
            .event(
                "own message",
                event -> event.getSequence() == result.getMessageSent().getSequence())
            .getSequence());
    assertFalse(stream.ended());
  }

  private static Arguments refused(SendMessageRequest message, ErrorReason reason, String field) {
    return Arguments.of(message, reason, field);
  }

  private static ConverseRequest enter(String room) {
    return ConverseRequest.newBuilder()
        .setRequestId("refused")
        .setEnterRoom(EnterRoom.newBuilder().setRoom(room))
        .build();
  }

  private static ConverseRequest leave(String room) {
    return ConverseRequest.newBuilder()
        .setRequestId("refused")
        .setLeaveRoom(LeaveRoom.newBuilder().setRoom(room))
        .build();
  }

  /** The status codes from the comments of {@code ErrorReason}. */
  private static Status.Code code(ErrorReason reason) {
    return switch (reason) {
      case ERROR_REASON_COMMAND_UNKNOWN -> Status.Code.UNIMPLEMENTED;
      case ERROR_REASON_USER_NOT_FOUND, ERROR_REASON_ROOM_NOT_FOUND -> Status.Code.NOT_FOUND;
      case ERROR_REASON_NOT_A_MEMBER -> Status.Code.PERMISSION_DENIED;
      default -> Status.Code.INVALID_ARGUMENT;
    };
  }
}
