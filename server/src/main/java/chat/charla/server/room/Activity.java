package chat.charla.server.room;

import chat.charla.v1.User;

/**
 * Receives the activity that the operator may see: users that join and leave, commands, and
 * messages in rooms. Of a private message, the operator sees only the author and the recipient.
 * Called on the core, so it must not block.
 */
public interface Activity {

  /** Ignores everything. */
  Activity NONE = new Activity() {};

  /** The commands of a user. */
  enum Command {
    WHO_AM_I,
    LIST_USERS,
    LIST_ROOMS,
    LIST_MESSAGES,
    ENTER_ROOM,
    LEAVE_ROOM,
    LEAVE,
    LOG_OUT
  }

  default void joined(User user) {}

  /**
   * A user has opened a stream.
   *
   * @param address the address of the client, with an IPv6 address in brackets; empty if unknown
   */
  default void connected(User user, String address) {}

  default void reconnecting(User user) {}

  default void left(User user) {}

  default void commanded(User user, Command command) {}

  default void posted(User author, String room, String text) {}

  default void postedPrivately(User author, User recipient) {}
}
