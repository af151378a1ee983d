package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.log.Tail;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.ListRoomsRequest;
import chat.charla.v1.Room;
import chat.charla.v1.SendMessageRequest;
import java.util.List;
import java.util.Objects;

/** A server that allows ten rooms. */
abstract class FullServerFixture {
  static final ErrorReason FULL = ErrorReason.ERROR_REASON_SERVER_FULL;

  final World world = new World().maxRooms(10);

  /**
   * Starts a server with ten rooms: the lobby and old1 to old9, made in this order. Then Ana joins.
   */
  final ScriptedClient joinFull() {
    return joinWith(9);
  }

  /** Starts a server with the lobby and this many other rooms. Then Ana joins. */
  final ScriptedClient joinWith(int rooms) {
    world.server();
    for (int i = 1; i <= rooms; i++) {
      world.makeRoomOnDisk("old" + i);
    }
    world.restart();
    return world.join("Ana");
  }

  /** Enters old2 to old9. */
  static void enterAllButTheFirst(ScriptedStream stream) {
    for (int i = 2; i <= 9; i++) {
      assertTrue(stream.enters("old" + i));
    }
  }

  static void assertFull(ScriptedStream stream, String room) {
    String id = "full " + room;
    stream.forget();
    stream.enter(id, room);
    stream.refused(id, FULL);
  }

  static List<String> rooms(ScriptedClient client) {
    return client.call(ListRoomsRequest.getDefaultInstance()).get().getRoomsList().stream()
        .map(Room::getName)
        .toList();
  }

  final String epochOnDisk(String room) {
    Tail tail = Objects.requireNonNull(world.onDisk().room(room));
    assertFalse(tail.epoch().isEmpty());
    return tail.epoch();
  }

  static SendMessageRequest message(String room, String text) {
    return SendMessageRequest.newBuilder()
        .setRoom(room)
        .setClientMessageId(text)
        .setText(text)
        .build();
  }
}
