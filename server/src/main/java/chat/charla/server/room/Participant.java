package chat.charla.server.room;

import chat.charla.v1.Presence;
import chat.charla.v1.User;

/**
 * An identity from the rooms' point of view. Owned by the core; {@code chat} changes it, rooms only
 * read it.
 *
 * <p>Presence UNSPECIFIED means not present: the identity has opened no stream since it joined, or
 * its lease has run out.
 */
public interface Participant {

  /** Its id, and the name that it holds or held last. */
  User user();

  /** Whether it has left by {@code Leave}. */
  boolean ended();

  /** Whether it holds a name now. */
  boolean hasName();

  Presence presence();

  default String id() {
    return user().getId();
  }

  default boolean present() {
    return presence() != Presence.PRESENCE_UNSPECIFIED;
  }
}
