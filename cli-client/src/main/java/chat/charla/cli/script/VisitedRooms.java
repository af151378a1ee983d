package chat.charla.cli.script;

import chat.charla.cli.connection.CallFailedException;
import java.io.InterruptedIOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The rooms that a session has entered only to read them. Any thread may use this object. */
final class VisitedRooms {
  private final Set<String> rooms = ConcurrentHashMap.newKeySet();

  /**
   * Enters an existing room, to leave it later. If the identity is in the room already, because
   * another program with the same token has entered it, the identity stays there.
   */
  void enter(IdentityCalls server, String room) throws CallFailedException, InterruptedIOException {
    // Remember the room before the call, so that it is left even if the answer is lost.
    rooms.add(room);
    if (server.enter(room, false).getAlreadyMember()) {
      rooms.remove(room);
    }
  }

  /** Leaves the rooms. */
  void leave(IdentityCalls server) {
    for (String room : rooms) {
      try {
        server.leave(room);
      } catch (CallFailedException | InterruptedIOException e) {
        // The identity stays a member of the room. Other users do not see this.
      }
    }
    rooms.clear();
  }
}
