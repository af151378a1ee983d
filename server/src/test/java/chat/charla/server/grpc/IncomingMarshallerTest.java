package chat.charla.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.server.refusal.Refusal;
import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.Cursor;
import chat.charla.v1.ExecuteRequest;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.Open;
import chat.charla.v1.SendMessageRequest;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class IncomingMarshallerTest {
  private static final int MAX_BYTES = 100_000;
  private static final int MAX_CURSORS = 100;
  private static final Refusal TOO_MANY = Refusal.argument("open.cursors", "more than 100");

  /** In memory, each unknown field would take about fifty times its encoded length. */
  @Test
  void unknownFieldsAreNotKept() {
    JoinRequest known = JoinRequest.newBuilder().setName("Ana").build();
    assertEquals(
        new Incoming<>(known, null),
        arrived(
            ChatServiceGrpc.getJoinMethod(),
            known.toBuilder().setUnknownFields(unknown()).build()));
  }

  @Test
  void unknownFieldsWithinACommandAreNotKept() {
    SendMessageRequest send =
        SendMessageRequest.newBuilder().setRoom("lobby").setText("hello").build();
    assertEquals(
        new Incoming<>(ConverseRequest.newBuilder().setSendMessage(send).build(), null),
        arrived(
            ConverseRequest.newBuilder()
                .setSendMessage(send.toBuilder().setUnknownFields(unknown()))
                .setUnknownFields(unknown())
                .build()
                .toByteArray()));
  }

  /** An empty cursor has two bytes in a command, and about fifty bytes as an object. */
  @Test
  void anOpenWithTooManyCursorsIsRefusedAndItsCursorsAreNotKept() {
    Incoming<ConverseRequest> incoming = arrived(open(MAX_CURSORS + 1).build().toByteArray());
    assertEquals(open(0).build(), incoming.request());
    assertEquals(TOO_MANY, incoming.refusal());
  }

  @Test
  void anOpenWithTheHighestAllowedNumberOfCursorsIsAccepted() {
    ConverseRequest open = open(MAX_CURSORS).build();
    assertEquals(new Incoming<>(open, null), arrived(open.toByteArray()));
  }

  /** If a message contains several Opens, the parser merges their cursors. */
  @Test
  void cursorsAreCountedThroughAllPartsOfAnOpen() {
    byte[] part = open(1 + MAX_CURSORS / 2).build().toByteArray();
    byte[] twice = Arrays.copyOf(part, 2 * part.length);
    System.arraycopy(part, 0, twice, part.length, part.length);
    assertEquals(TOO_MANY, arrived(twice).refusal());
  }

  @Test
  void anOpenThatIsAlsoTooLargeIsRefusedForItsSize() {
    ConverseRequest open = open(MAX_BYTES).build();
    assertEquals(
        new Incoming<>(open(0).build(), Refusal.requestTooLarge(MAX_BYTES)),
        arrived(open.toByteArray()));
  }

  /** The server refuses the request later, when it checks the call. */
  @Test
  void theCursorsOfAnOpenInsideExecuteAreNotKept() {
    ExecuteRequest opening = ExecuteRequest.newBuilder().setCommand(open(MAX_CURSORS)).build();
    byte[] part = opening.toByteArray();
    byte[] others =
        ExecuteRequest.newBuilder()
            .setCommand(
                ConverseRequest.newBuilder().setSendMessage(SendMessageRequest.newBuilder()))
            .build()
            .toByteArray();
    byte[] merged = Arrays.copyOf(part, part.length + others.length);
    System.arraycopy(others, 0, merged, part.length, others.length);
    Incoming<ExecuteRequest> empty =
        new Incoming<>(
            ExecuteRequest.newBuilder()
                .setCommand(ConverseRequest.newBuilder().setOpen(Open.getDefaultInstance()))
                .build(),
            null);

    assertEquals(empty, executed(part));
    assertEquals(empty, executed(merged));
  }

  @Test
  void executeRequestsAreParsedLikeOtherRequests() {
    ExecuteRequest request =
        ExecuteRequest.newBuilder()
            .setCommand(
                ConverseRequest.newBuilder()
                    .setSendMessage(SendMessageRequest.newBuilder().setText("hello")))
            .build();

    assertEquals(new Incoming<>(request, null), executed(request.toByteArray()));
    assertEquals(
        new Incoming<>(null, Refusal.requestUnreadable()),
        executed(Arrays.copyOf(request.toByteArray(), 5)));
  }

  @Test
  void bytesThatAreNotACommandAreRefusedAsUnreadable() {
    byte[] open = open(MAX_CURSORS + 1).build().toByteArray();
    for (int length : new int[] {1, 4, open.length - 1}) {
      assertEquals(
          new Incoming<>(null, Refusal.requestUnreadable()), arrived(Arrays.copyOf(open, length)));
    }
    byte[] endOfNoGroup = {0x0c};
    assertEquals(new Incoming<>(null, Refusal.requestUnreadable()), arrived(endOfNoGroup));
  }

  private static ConverseRequest.Builder open(int cursors) {
    return ConverseRequest.newBuilder()
        .setRequestId("r")
        .setOpen(
            Open.newBuilder()
                .addAllCursors(Collections.nCopies(cursors, Cursor.getDefaultInstance())));
  }

  private static Incoming<ExecuteRequest> executed(byte[] request) {
    return IncomingMarshaller.ofExecute(MAX_BYTES).parse(new ByteArrayInputStream(request));
  }

  private static Incoming<ConverseRequest> arrived(byte[] command) {
    return IncomingMarshaller.ofCommands(MAX_BYTES, () -> MAX_CURSORS)
        .parse(new ByteArrayInputStream(command));
  }

  private static <Q extends Message> Incoming<Q> arrived(MethodDescriptor<Q, ?> method, Q request) {
    return IncomingMarshaller.of(method, MAX_BYTES)
        .parse(new ByteArrayInputStream(request.toByteArray()));
  }

  private static UnknownFieldSet unknown() {
    UnknownFieldSet.Builder fields = UnknownFieldSet.newBuilder();
    for (int number = 1000; number < 2000; number++) {
      fields.mergeVarintField(number, 1);
    }
    return fields.build();
  }
}
