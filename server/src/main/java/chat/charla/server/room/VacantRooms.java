package chat.charla.server.room;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rooms that have no members and probably no message. The first room in this set has been
 * without members for longest. Owned by the core.
 */
final class VacantRooms implements Room.VacancyListener {
  private final Set<Room> rooms = new LinkedHashSet<>();

  @Override
  public void vacant(Room room) {
    rooms.add(room);
  }

  /**
   * Removes from this set a room that has a member, is about to have one, or is being removed from
   * the log.
   */
  @Override
  public void occupied(Room room) {
    rooms.remove(room);
  }

  /** The first room that is certainly vacant, or null if there is none. */
  @Nullable Room first() {
    for (Iterator<Room> each = rooms.iterator(); each.hasNext(); ) {
      Room room = each.next();
      if (room.timeline().tail().head() > 0) {
        each.remove(); // A post was in progress when the room's last member left.
      } else if (room.isIdle()) {
        return room;
      }
    }
    return null;
  }
}
