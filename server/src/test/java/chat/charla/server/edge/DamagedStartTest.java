package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.RecordedLog;
import chat.charla.server.storage.StorageException;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.EnterRoom;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.ListUsersRequest;
import chat.charla.v1.TimelineState;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rows of the database are missing or damaged when a server starts. The server serves everything
 * else, and logs what it does not serve.
 */
@Tag("fault:damaged-rows")
class DamagedStartTest {
  @RegisterExtension
  final RecordedLog log = new RecordedLog("chat.charla.server.chat.DamageReport");

  @TempDir private Path data;
  @AutoClose private RunningServer server;
  private RawClient ana;
  private RawClient berta;

  @BeforeEach
  void converse() throws IOException {
    server = RunningServer.in(data);
    ana = server.join("Ana");
    berta = server.join("Berta");
    for (RawClient client : List.of(ana, berta)) {
      RawStream stream = client.converse();
      stream.enter("garden");
      stream.enter("kitchen");
      client.sayWithId("kitchen", "hello");
    }
    ana.sendPrivately(berta, "a note");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE FROM timelines WHERE name = 'room:kitchen'",
        "DELETE FROM rooms WHERE timeline = @room:kitchen@;"
            + " DELETE FROM timelines WHERE name = 'room:kitchen'",
        "UPDATE timelines SET first = head + 2 WHERE name = 'room:kitchen'",
        "UPDATE timelines SET first = 0 WHERE name = 'room:kitchen'",
        "UPDATE timelines SET head = -1 WHERE name = 'room:kitchen'",
        "UPDATE timelines SET head = 'one' WHERE name = 'room:kitchen'",
        "UPDATE timelines SET head = 1 WHERE name = 'room:kitchen'",
        "UPDATE timelines SET epoch = '' WHERE name = 'room:kitchen'",
        "UPDATE timelines SET name = 'kitchen' WHERE name = 'room:kitchen'",
      })
  void aDamagedRoomIsRefusedAndAllOthersAreServed(String damage) throws Exception {
    restartAfter(damage.split(";"));

    assertEquals(List.of("garden", "kitchen", "lobby"), ana.whoAmI().getRoomsList());
    RawStream stream = ana.converse();
    assertEquals(List.of("", "garden", "lobby"), timelines(stream));
    for (String room : List.of("garden", "lobby")) {
      berta.sayWithId(room, "to " + room);
      assertEquals(room, stream.message("to " + room).getRoom());
    }
    assertDamaged("Kitchen", stream);
    refused(() -> ana.sayWithId("kitchen", "anyone?"));
    refused(
        () ->
            ana.calls().listMessages(ListMessagesRequest.newBuilder().setRoom("kitchen").build()));
    refused(() -> ana.calls().listUsers(ListUsersRequest.newBuilder().setRoom("kitchen").build()));
    assertTrue(
        lines().stream().anyMatch(line -> line.contains("room kitchen is damaged")),
        lines()::toString);
    assertTrue(lines().get(lines().size() - 1).contains("charla server check"), lines()::toString);
  }

  @Test
  void aDamagedRoomCanBeLeft() throws Exception {
    restartAfter("UPDATE timelines SET first = 0 WHERE name = 'room:kitchen'");

    ana.converse().leave("kitchen");

    assertEquals(List.of("garden", "lobby"), ana.whoAmI().getRoomsList());
  }

  @Test
  void aRoomWithoutRowAndMembersIsNotMadeAgain() throws Exception {
    for (RawClient client : List.of(ana, berta)) {
      client.leave();
    }
    restartAfter("DELETE FROM timelines WHERE name = 'room:kitchen'");

    assertDamaged("kitchen", server.join("Carla").converse());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE FROM rooms",
        "UPDATE rooms SET record = x'ff'",
        "INSERT INTO room_members VALUES (@room:kitchen@, 'nobody', x'ff')",
        "INSERT INTO room_members VALUES (77, 'nobody', x'')",
        "INSERT INTO discarded VALUES ('PLANET', 1)",
        "INSERT INTO timelines (name, epoch, first, head) VALUES ('inbox:nobody', 'e', 1, 0)",
        "DELETE FROM authors",
        "UPDATE receipts SET receipt = x'ff'",
      })
  void otherDamageDoesNotDisturbTheChat(String damage) throws Exception {
    restartAfter(damage);

    RawStream stream = ana.converse();
    assertEquals(List.of("", "garden", "kitchen", "lobby"), timelines(stream));
    for (String room : List.of("garden", "kitchen", "lobby")) {
      berta.sayWithId(room, "to " + room);
      assertEquals(room, stream.message("to " + room).getRoom());
    }
    berta.sendPrivately(ana, "privately");
    stream.message("privately");
  }

  @Test
  void anIdentityWithADamagedRecordIsLeftOut() throws Exception {
    restartAfter("UPDATE identities SET record = x'ff' WHERE key = '" + berta.id() + "'");

    Refusal.of(() -> berta.whoAmI())
        .is(Status.Code.UNAUTHENTICATED, ErrorReason.ERROR_REASON_SESSION_EXPIRED);
    RawStream stream = ana.converse();
    ana.sayWithId("kitchen", "Berta?");
    stream.message("Berta?");
    assertTrue(lines().get(0).contains(berta.id()), lines()::toString);
  }

  @Test
  void anIdentityWithoutAnInboxGetsANewOne() throws Exception {
    restartAfter("DELETE FROM timelines WHERE name = 'inbox:" + berta.id() + "'");

    RawStream stream = berta.converse();
    assertEquals(List.of("", "garden", "kitchen", "lobby"), timelines(stream));
    ana.sendPrivately(berta, "another note");
    assertEquals(1, stream.message("another note").getSequence());
    assertTrue(
        lines().stream().anyMatch(line -> line.contains(berta.id() + " has no inbox")),
        lines()::toString);
  }

  @Test
  void anIdentityWithADamagedInboxIsLeftOut() throws Exception {
    restartAfter("UPDATE timelines SET head = -1 WHERE name = 'inbox:" + berta.id() + "'");

    Refusal.of(() -> berta.whoAmI())
        .is(Status.Code.UNAUTHENTICATED, ErrorReason.ERROR_REASON_SESSION_EXPIRED);
    assertTrue(lines().get(0).contains(berta.id()), lines()::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE FROM timelines WHERE name = 'room:lobby'",
        "UPDATE timelines SET first = 0 WHERE name = 'room:lobby'",
      })
  void aServerWithADamagedLobbyDoesNotStart(String damage) {
    StorageException refused = assertThrows(StorageException.class, () -> restartAfter(damage));

    assertTrue(String.valueOf(refused.getMessage()).contains("lobby"), refused::getMessage);
    assertTrue(refused.hint().contains("charla server check"), refused::hint);
  }

  @Test
  void theLogHasALimitedNumberOfLines() throws Exception {
    restartAfter(
        """
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
        INSERT INTO timelines (name, epoch, first, head) SELECT 'room:bad-' || i, 'e', 5, 1 FROM n
        """);

    assertEquals(22, lines().size());
    assertTrue(lines().get(20).contains("480 more"), lines()::toString);
  }

  private void restartAfter(String... damage) throws IOException, SQLException {
    server.close();
    new StoppedDatabase(data).execute(damage);
    server = RunningServer.in(data);
    ana = server.connect().as(ana.session());
    berta = server.connect().as(berta.session());
  }

  private List<String> lines() {
    return log.lines().all();
  }

  private static List<String> timelines(RawStream stream) {
    List<TimelineState> timelines = stream.ready().getTimelinesList();
    timelines.forEach(timeline -> assertNotEquals("", timeline.getEpoch()));
    return timelines.stream().map(TimelineState::getRoom).sorted().toList();
  }

  /** Requires that a room cannot be entered because it is damaged. */
  private static void assertDamaged(String room, RawStream stream) {
    stream.send(
        ConverseRequest.newBuilder()
            .setRequestId("enter")
            .setEnterRoom(EnterRoom.newBuilder().setRoom(room))
            .build());
    assertEquals(
        ErrorReason.ERROR_REASON_ROOM_DAMAGED, stream.result("enter").getError().getReason());
  }

  private static void refused(Runnable call) {
    Refusal.of(call::run)
        .is(Status.Code.FAILED_PRECONDITION, ErrorReason.ERROR_REASON_ROOM_DAMAGED);
  }
}
