package chat.charla.server.role;

import chat.charla.server.log.RoomUpdate;
import chat.charla.server.storage.v1.StoredRoom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one event changes in a {@link RoomState}. The log stores it beside the event, and the state
 * takes it when the event is durable.
 *
 * @param record the record of the room after the event
 * @param members the new records of users, by id; empty for a user whose record is removed
 */
public record StateUpdate(StoredRoom record, Map<String, Optional<MemberRecord>> members) {

  /** The update as the log stores it. */
  public RoomUpdate stored() {
    Map<String, Optional<byte[]>> rows = new HashMap<>();
    members.forEach(
        (user, changed) -> rows.put(user, changed.map(after -> after.stored().toByteArray())));
    return new RoomUpdate(record.toByteArray(), rows);
  }
}
