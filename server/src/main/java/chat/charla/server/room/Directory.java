package chat.charla.server.room;

import org.jspecify.annotations.Nullable;

/** Finds participants. Owned by the core. */
public interface Directory {

  /** The identity with this id; null if there is none, or if the identity has ended. */
  @Nullable Participant byId(String id);

  /** The identity that holds this name now, ignoring case, or null. */
  @Nullable Participant byName(String name);
}
