package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.limit.RateSettings;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.Cursor;
import chat.charla.v1.EnterRoom;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.LeaveRequest;
import chat.charla.v1.ListUsersRequest;
import chat.charla.v1.Open;
import chat.charla.v1.Presence;
import chat.charla.v1.Ready;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.SendMessageResponse;
import chat.charla.v1.TimelineState;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers run one after another on one data directory. What one server has promised to a client
 * also holds for the next server.
 */
class RestartTest {
  private static final String REQUEST_ID = "c0a80101-7d2f-4c1e-9c4b-5d0f7a4e2b10";

  @TempDir private Path data;
  @AutoClose private RunningServer server;

  @BeforeEach
  void start() throws IOException {
    server = RunningServer.in(data);
  }

  @Test
  void aSessionKeepsItsIdentityNameAndRooms() throws IOException {
    RawClient ana = server.join("Ana");
    ana.converse().enter("Kitchen");

    restart();

    var self = server.connect().as(ana.session()).whoAmI();
    assertEquals(ana.user(), self.getSelf());
    assertEquals(List.of("kitchen", "lobby"), self.getRoomsList());
  }

  /** Guests stay until they expire or leave, or the operator deletes them. */
  @Test
  void guestsFromBeforeStayOnAServerThatHasNoGuestsAnyMore() throws IOException {
    RawClient ana = server.join("Ana");
    server.close();
    server = RunningServer.with(data, config -> config.guests(false));

    RawClient again = server.connect().as(ana.session());
    RawStream stream = again.converse();
    stream.say("still here");
    stream.message("still here");
    Refusal.of(() -> server.join("Berta"))
        .is(Status.Code.FAILED_PRECONDITION, ErrorReason.ERROR_REASON_ACCOUNT_REQUIRED);
  }

  /** Clients show commands about accounts only if the server has this edition of the contract. */
  @Test
  void theServerSaysItsEdition() {
    RawClient ana = server.join("Ana");

    assertEquals(2, ana.session().getLimits().getEdition());
    assertEquals(2, ana.converse().ready().getLimits().getEdition());
  }

  /**
   * The second server allows only ten rooms. An identity that is already in more rooms may have a
   * cursor for each of them; any other identity may have 1,000 cursors.
   */
  @Test
  void anIdentityMayHaveACursorForEachOfItsRooms() throws IOException {
    int rooms = 1_000;
    server.close();
    server = serve(rooms + 1);
    RawClient ana = server.join("Ana");
    RawClient berta = server.join("Berta");
    RawStream entering = ana.converse();
    Open.Builder cursors = Open.newBuilder().addCursors(Cursor.newBuilder().setRoom("lobby"));
    for (int i = 0; i < rooms; i++) {
      String room = "room-" + i;
      entering.send(
          ConverseRequest.newBuilder()
              .setRequestId(room)
              .setEnterRoom(EnterRoom.newBuilder().setRoom(room))
              .build());
      cursors.addCursors(Cursor.newBuilder().setRoom(room));
    }
    for (int i = 0; i < rooms; i++) {
      assertTrue(entering.result("room-" + i).hasRoomEntered());
    }
    server.close();
    server = serve(10);

    Ready ready = server.connect().as(ana.session()).converse(cursors.build()).ready();

    assertEquals(rooms + 2, ready.getTimelinesCount(), "with the lobby and the inbox");
    assertEquals(2 * (rooms + 1), ready.getLimits().getMaxCursors());
    RawClient other = server.connect().as(berta.session());
    RawStream refused = other.stream();
    refused.open(cursors.build());
    refused
        .end()
        .is(Status.Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_ARGUMENT_INVALID)
        .requireField("open.cursors");
    assertEquals(1_000, other.converse().ready().getLimits().getMaxCursors());
  }

  private RunningServer serve(int maxRoomsPerUser) throws IOException {
    return RunningServer.with(
        data, config -> config.rates(RateSettings.UNLIMITED).maxRoomsPerUser(maxRoomsPerUser));
  }

  @Test
  void presentIdentitiesAreReconnectingWithAFullLease() throws IOException {
    RawClient ana = server.join("Ana");
    ana.converse();
    RawClient onlyJoined = server.join("Berta");

    restart();

    var present =
        server
            .connect()
            .as(onlyJoined.session())
            .calls()
            .listUsers(ListUsersRequest.getDefaultInstance());
    assertEquals(
        1, present.getTotalSize(), "an identity that never opened a stream is not present");
    assertEquals(ana.user(), present.getUsers(0).getUser());
    assertEquals(Presence.PRESENCE_RECONNECTING, present.getUsers(0).getPresence());
    Refusal refusal = Refusal.of(() -> server.join("ana"));
    refusal.is(Status.Code.ALREADY_EXISTS, ErrorReason.ERROR_REASON_NAME_TAKEN);
    assertTrue(refusal.retryDelay().toSeconds() > 50, refusal.toString());
  }

  @Test
  void anIdentityThatHasLeftIsStillKnown() throws IOException {
    RawClient ana = server.join("Ana");
    ana.leave();

    restart();

    RawClient left = server.connect().as(ana.session());
    Refusal.of(() -> left.calls().leave(LeaveRequest.getDefaultInstance()))
        .is(Status.Code.UNAUTHENTICATED, ErrorReason.ERROR_REASON_SESSION_ENDED);
    assertNotEquals(ana.id(), server.join("Ana").id());
  }

  @Test
  void aJoinWhoseAnswerWasLostMayBeRetried() throws IOException {
    JoinRequest request = JoinRequest.newBuilder().setName("Ana").setRequestId(REQUEST_ID).build();
    JoinResponse first = server.connect().calls().join(request);

    restart();

    assertEquals(first, server.connect().calls().join(request));
  }

  @Test
  void aSendWhoseAnswerWasLostMayBeRetried() throws IOException {
    RawClient ana = server.join("Ana");
    RawClient berta = server.join("Berta");
    SendMessageRequest.Builder message =
        SendMessageRequest.newBuilder().setText("once").setClientMessageId("m1");
    SendMessageRequest toLobby = message.setRoom("lobby").build();
    SendMessageRequest toBerta = message.setUserId(berta.id()).build();
    SendMessageResponse inLobby = ana.calls().sendMessage(toLobby);
    SendMessageResponse inInbox = ana.calls().sendMessage(toBerta);
    assertFalse(inInbox.getDuplicate(), "ids are separate for each timeline");

    restart();

    RawClient again = server.connect().as(ana.session());
    assertEquals(
        inLobby.toBuilder().setDuplicate(true).build(), again.calls().sendMessage(toLobby));
    assertEquals(
        inInbox.toBuilder().setDuplicate(true).build(), again.calls().sendMessage(toBerta));
    Refusal.of(() -> again.calls().sendMessage(toLobby.toBuilder().setText("twice").build()))
        .is(Status.Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_MESSAGE_ID_REUSED);
  }

  @Test
  void aStreamResumesFromItsCursor() throws IOException {
    RawClient ana = server.join("Ana");
    Ready ready = ana.converse().ready();
    ana.say("seen");
    ana.say("missed");

    restart();
    RawClient again = server.connect().as(ana.session());
    again.say("said later");
    RawStream resumed = again.converse(after(lobby(ready).getEpoch(), 1));
    again.say("live");

    assertEquals(List.of("missed", "said later", "live"), resumed.texts(3));
    assertEquals(lobby(ready).getEpoch(), lobby(resumed.ready()).getEpoch());
    assertFalse(resumed.frames().stream().anyMatch(frame -> frame.hasGap()));
  }

  private void restart() throws IOException {
    server.close();
    server = RunningServer.in(data);
  }

  private static Open after(String epoch, long sequence) {
    return Open.newBuilder()
        .addCursors(Cursor.newBuilder().setRoom("lobby").setEpoch(epoch).setAfterSequence(sequence))
        .build();
  }

  private static TimelineState lobby(Ready ready) {
    return ready.getTimelinesList().stream()
        .filter(timeline -> timeline.getRoom().equals("lobby"))
        .findFirst()
        .orElseThrow();
  }
}
