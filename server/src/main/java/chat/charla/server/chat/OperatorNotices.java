package chat.charla.server.chat;

import chat.charla.server.refusal.Refusal;
import chat.charla.server.room.Inboxes;
import chat.charla.server.room.Room;
import chat.charla.server.room.Rooms;
import chat.charla.server.room.TextRules;
import java.util.Optional;

/** Shows texts of the operator to users. Owned by the core. */
final class OperatorNotices {
  private static final TextRules RULES = new TextRules(500, 2000);

  private final Rooms rooms;
  private final Inboxes inboxes;

  OperatorNotices(Rooms rooms, Inboxes inboxes) {
    this.rooms = rooms;
    this.inboxes = inboxes;
  }

  /**
   * Sends a text to the streams that follow a room, or to all streams.
   *
   * @param name the name of the room; empty for all streams
   * @return the reason to refuse the text; empty if the text was sent
   */
  Optional<Refusal> send(String name, String text) {
    Optional<Refusal> badText = RULES.check(text);
    if (badText.isPresent()) {
      return badText;
    }
    if (name.isEmpty()) {
      inboxes.notify(text);
      return Optional.empty();
    }
    Room room = rooms.find(name);
    if (room == null) {
      return Optional.of(Refusal.roomNotFound());
    }
    room.notify(text);
    return Optional.empty();
  }
}
