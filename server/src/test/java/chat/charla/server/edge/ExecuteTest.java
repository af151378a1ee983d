package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.CommandResult;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.Cursor;
import chat.charla.v1.EnterRoom;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.ExecuteRequest;
import chat.charla.v1.LeaveRoom;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.Open;
import chat.charla.v1.SendMessageRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands by {@code Execute}, as a client without a stream sees them. */
class ExecuteTest {
  @TempDir private static Path data;

  @AutoClose private static RunningServer server;
  private static RawClient ana;

  @BeforeAll
  static void start() throws IOException {
    server = RunningServer.in(data);
    ana = server.join("Ana");
  }

  @Test
  void callsEnterPostReadAndLeave() {
    execute(entering("kitchen"));
    CommandResult sent = execute(sending("kitchen", "hello"));
    var page =
        ana.calls().listMessages(ListMessagesRequest.newBuilder().setRoom("kitchen").build());
    CommandResult left =
        execute(
            ConverseRequest.newBuilder().setLeaveRoom(LeaveRoom.newBuilder().setRoom("kitchen")));

    assertEquals(1, sent.getMessageSent().getSequence());
    assertEquals("hello", page.getEvents(0).getMessagePosted().getText());
    assertEquals(1, left.getRoomLeft().getLastSequence());
  }

  @Test
  void aRefusalIsTheStatusOfTheCall() {
    Refusal tooLarge = refused(sending("lobby", "x".repeat(4001)));

    tooLarge.is(Status.Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_MESSAGE_TOO_LARGE);
    assertEquals(Map.of("max_code_points", "4000", "max_bytes", "16384"), tooLarge.metadata());
    refused(entering("no spaces"))
        .is(Status.Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_ROOM_NAME_INVALID);
  }

  /** The request has as many empty cursors as fit into it. */
  @Test
  void anOpenIsRefusedAndItsCursorsAreNeverParsed() {
    Open.Builder open =
        Open.newBuilder().addAllCursors(Collections.nCopies(100_000, Cursor.getDefaultInstance()));

    refused(ConverseRequest.newBuilder().setOpen(open))
        .is(Status.Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_ARGUMENT_INVALID);
    assertTrue(ana.whoAmI().getRoomsList().contains("lobby"));
  }

  private static ConverseRequest.Builder entering(String room) {
    return ConverseRequest.newBuilder().setEnterRoom(EnterRoom.newBuilder().setRoom(room));
  }

  private static ConverseRequest.Builder sending(String room, String text) {
    return ConverseRequest.newBuilder()
        .setSendMessage(SendMessageRequest.newBuilder().setRoom(room).setText(text));
  }

  private static CommandResult execute(ConverseRequest.Builder command) {
    return ana.calls().execute(ExecuteRequest.newBuilder().setCommand(command).build()).getResult();
  }

  private static Refusal refused(ConverseRequest.Builder command) {
    StatusRuntimeException refusal =
        assertThrows(StatusRuntimeException.class, () -> execute(command));
    return Refusal.of(refusal.getStatus(), refusal.getTrailers());
  }
}
