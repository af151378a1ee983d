package chat.charla.cli.script;

import chat.charla.cli.connection.CallFailedException;
import java.io.InterruptedIOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The rooms that a session has entered only to read them. Any thread may use this object. */
final class VisitedRooms {
  private final Set<String> rooms = ConcurrentHashMap.newKeySet();

  /**
   * Enters an existing room that the identity was not in a moment ago, and leaves the room later.
   * But if another program with the same token has entered the room meanwhile, the identity stays
   * in it.
   */
  void enter(IdentityCalls server, String room) throws CallFailedException, InterruptedIOException {
    // Remember the room before the call, so that it is left even if the program is terminated
    // during the call.
    rooms.add(room);
    try {
      if (!server.visit(room)) {
        rooms.remove(room);
      }
    } catch (CallFailedException e) {
      if (!e.isOutcomeUnknown()) {
        rooms.remove(room);
      }
      throw e;
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
