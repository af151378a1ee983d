package chat.charla.server.room;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rooms that have neither members nor a message that is known, the one that has had no members
 * for the longest time first. Owned by the core.
 */
final class VacantRooms {
  private final Set<Room> rooms = new LinkedHashSet<>();

  /** The room has no members any more, or not yet, and no message. */
  void add(Room room) {
    rooms.add(room);
  }

  /** The room has members, or is about to have some. */
  void remove(Room room) {
    rooms.remove(room);
  }

  /** The first room that is certain to be vacant, or null if no room is. */
  @Nullable Room first() {
    for (Iterator<Room> each = rooms.iterator(); each.hasNext(); ) {
      Room room = each.next();
      if (room.timeline().tail().head() > 0) {
        each.remove(); // A post that was under way when its last member left.
      } else if (room.isIdle()) {
        return room;
      }
    }
    return null;
  }
}
