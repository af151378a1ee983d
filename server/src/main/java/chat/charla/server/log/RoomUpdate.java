package chat.charla.server.log;

import java.util.Map;
import java.util.Optional;

/**
 * Changes of a room's records. The log stores them in the write that appends to the room's
 * timeline.
 *
 * @param record the new record of the room; the array must not be changed
 * @param members the new records of users of the room, by the ids of the users; an empty value
 *     removes the record
 */
public record RoomUpdate(byte[] record, Map<String, Optional<byte[]>> members) {
  public RoomUpdate {
    members = Map.copyOf(members);
  }
}
