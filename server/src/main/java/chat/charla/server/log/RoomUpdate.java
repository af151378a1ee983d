package chat.charla.server.log;

import java.util.Map;
import java.util.Optional;

/**
 * Records of a room that change in the same write as events are appended to its timeline.
 *
 * @param record the new record of the room; the array must not be changed
 * @param members the new records of members, by the ids of the users; empty to remove a record
 */
public record RoomUpdate(byte[] record, Map<String, Optional<byte[]>> members) {
  public RoomUpdate {
    members = Map.copyOf(members);
  }
}
