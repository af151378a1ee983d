package chat.charla.server.room;

import chat.charla.v1.User;

/**
 * Watches what the operator may see: who comes and goes, what is said in rooms, and of private
 * messages only from whom to whom. Called on the core, so it must not block.
 */
public interface Activity {

  /** Watches nothing. */
  Activity NONE = new Activity() {};

  /** What a user can ask for. */
  enum Command {
    WHO_AM_I,
    LIST_USERS,
    LIST_ROOMS,
    LIST_MESSAGES,
    ENTER_ROOM,
    LEAVE_ROOM,
    LEAVE
  }

  default void joined(User user) {}

  default void connected(User user) {}

  default void reconnecting(User user) {}

  default void left(User user) {}

  default void commanded(User user, Command command) {}

  default void posted(User author, String room, String text) {}

  default void postedPrivately(User author, User recipient) {}
}
