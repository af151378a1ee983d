package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.server.RecordedLog;
import chat.charla.testkit.Patience;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.Credential;
import chat.charla.v1.GetRoomRequest;
import chat.charla.v1.GetRoomResponse;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.RegisterRequest;
import chat.charla.v1.Role;
import chat.charla.v1.RoomServiceGrpc;
import chat.charla.v1.RoomServiceGrpc.RoomServiceBlockingStub;
import chat.charla.v1.RoomSettings;
import chat.charla.v1.UpdateMemberRequest;
import chat.charla.v1.UpdateRoomRequest;
import com.google.protobuf.FieldMask;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The stored state of a room is damaged when a server starts. The server takes the state from the
 * events of the room.
 */
class DamagedRoomRecordTest {
  @RegisterExtension
  final RecordedLog log = new RecordedLog("chat.charla.server.chat.DamageReport");

  @TempDir private Path data;
  @AutoClose private RunningServer server;
  private RawClient ana;
  private RawClient berta;

  /** The events of the room are: message, topic, role, message, message. */
  @BeforeEach
  void moderate() throws IOException {
    serve(0);
    ana = server.connect();
    ana =
        ana.as(
            AccountServiceGrpc.newBlockingStub(ana.channel())
                .register(
                    RegisterRequest.newBuilder()
                        .setName("Ana")
                        .setCredential(Credential.newBuilder().setPassword("three quiet owls"))
                        .build())
                .getJoined());
    berta = server.join("Berta");
    for (RawClient client : List.of(ana, berta)) {
      client.converse().enter("club");
    }
    ana.sayWithId("club", "one");
    var unused =
        calls(ana)
            .updateRoom(
                UpdateRoomRequest.newBuilder()
                    .setRoom("club")
                    .setSettings(RoomSettings.newBuilder().setTopic("owls"))
                    .setUpdateMask(FieldMask.newBuilder().addPaths("topic"))
                    .build());
    var changed =
        calls(ana)
            .updateMember(
                UpdateMemberRequest.newBuilder()
                    .setRoom("club")
                    .setUserId(berta.id())
                    .setRole(Role.ROLE_READER)
                    .build());
    assertEquals(Role.ROLE_READER, changed.getState().getRole());
    ana.sayWithId("club", "two");
    ana.sayWithId("club", "three");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE FROM rooms WHERE timeline = @room:club@",
        "UPDATE rooms SET record = x'' WHERE timeline = @room:club@",
        "UPDATE rooms SET record = x'ff' WHERE timeline = @room:club@",
        "UPDATE room_members SET record = x'ff'",
      })
  void theEventsShowTheState(String damage) throws Exception {
    GetRoomResponse before = room(berta);

    restartAfter(0, damage);

    assertEquals(before, room(berta));
    assertEquals(3, before.getAsOfSequence());
    assertEquals(Role.ROLE_READER, before.getSelf().getRole());
    assertEquals(4, messageCountOfTheNext());
    assertEquals(
        damage.contains("x'ff'"), !log.lines().all().isEmpty(), "an unreadable record is logged");
  }

  /** The events are no longer kept. Nothing is known about the settings, but the role is stored. */
  @Test
  void withoutTheEventsTheStateIsAsOfTheOldestOnes() throws Exception {
    restartAfter(2, "SELECT 1");
    ana.sayWithId("club", "four");

    restartAfter(2, "UPDATE rooms SET record = x'ff' WHERE timeline = @room:club@");

    GetRoomResponse room = room(berta);
    assertEquals("", room.getSettings().getTopic());
    assertEquals(Role.ROLE_READER, room.getSelf().getRole());
    assertEquals(4, room.getAsOfSequence());
    assertEquals(5, messageCountOfTheNext());
  }

  /** Posts a message, and returns how many messages the room has had, as its event says. */
  private long messageCountOfTheNext() {
    long sequence = ana.sayWithId("club", "next").getSequence();
    return ana.calls()
        .listMessages(
            ListMessagesRequest.newBuilder().setRoom("club").setAfterSequence(sequence - 1).build())
        .getEvents(0)
        .getMessageCount();
  }

  private static GetRoomResponse room(RawClient client) {
    return calls(client).getRoom(GetRoomRequest.newBuilder().setRoom("club").build());
  }

  private static RoomServiceBlockingStub calls(RawClient client) {
    return RoomServiceGrpc.newBlockingStub(client.channel())
        .withDeadlineAfter(Patience.SECONDS, TimeUnit.SECONDS);
  }

  private void serve(long retained) throws IOException {
    server = RunningServer.with(data, config -> config.registration(true).retainMessages(retained));
  }

  private void restartAfter(long retained, String damage) throws IOException, SQLException {
    server.close();
    new StoppedDatabase(data).execute(damage);
    serve(retained);
    ana = server.connect().as(ana.session());
    berta = server.connect().as(berta.session());
  }
}
