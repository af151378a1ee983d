package chat.charla.server.room;

import chat.charla.v1.Presence;
import chat.charla.v1.User;

/**
 * An identity as rooms see it. Owned by the core; {@code session} changes it, rooms only look.
 *
 * <p>Presence UNSPECIFIED means not present: no stream was opened since it joined, or its lease ran
 * out.
 */
public interface Participant {

  /** Its id and the name it holds now, or held last. */
  User user();

  /** Whether it has left for good. */
  boolean ended();

  /** Whether it holds its name now. */
  boolean hasName();

  Presence presence();

  default String id() {
    return user().getId();
  }

  default boolean present() {
    return presence() != Presence.PRESENCE_UNSPECIFIED;
  }
}
