package chat.charla.server.room;

import chat.charla.v1.Presence;
import chat.charla.v1.User;

/**
 * What rooms need from an identity. Rooms do not change an identity. Owned by the core.
 *
 * <p>Presence UNSPECIFIED means not present: the identity has opened no stream yet, or its lease
 * has ended after its last stream.
 */
public interface Participant {

  /** The identity's id, and the name that it holds or held last. */
  User user();

  /** Whether the identity has left by {@code Leave}. */
  boolean ended();

  /** Whether the identity holds a name now. */
  boolean hasName();

  Presence presence();

  /** Whether this identity refuses private messages of the user with this id. */
  boolean refusesPrivateMessagesOf(String userId);

  default String id() {
    return user().getId();
  }

  default boolean present() {
    return presence() != Presence.PRESENCE_UNSPECIFIED;
  }
}
