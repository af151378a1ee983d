package chat.charla.server.room;

import org.jspecify.annotations.Nullable;

/** Finds participants. Owned by the core. */
public interface Directory {

  /** The living identity with this id, or null. */
  @Nullable Participant byId(String id);

  /** The identity that holds this name now, without regard to case, or null. */
  @Nullable Participant byName(String name);
}
