package chat.charla.cli.pipe;

import chat.charla.client.Target;
import org.jspecify.annotations.Nullable;

/** A command of the program at the other end. */
sealed interface Request {
  /** What its author calls it, for its answers; or null. */
  @Nullable String ref();

  /**
   * Posts a message.
   *
   * @param id its {@code client_message_id}, or null for one that is made up
   */
  record Send(@Nullable String ref, Target target, String text, @Nullable String id)
      implements Request {}

  /** Enters a room. */
  record Enter(@Nullable String ref, String room) implements Request {}

  /** Leaves a room. */
  record Leave(@Nullable String ref, String room) implements Request {}

  /**
   * Lists who is present.
   *
   * @param room a room, or empty for all
   */
  record Users(@Nullable String ref, String room) implements Request {}

  /** Lists the rooms. */
  record Rooms(@Nullable String ref) implements Request {}

  /**
   * Reads a part of a timeline: what {@code charla history} shows for the same numbers.
   *
   * @param room a room, or empty for the inbox
   */
  record Read(
      @Nullable String ref,
      String room,
      @Nullable Long count,
      @Nullable Long before,
      @Nullable Long since)
      implements Request {}

  /** Asks who this is. */
  record WhoAmI(@Nullable String ref) implements Request {}

  /** Takes another name. */
  record Rename(@Nullable String ref, String name) implements Request {}
}
