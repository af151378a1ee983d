package chat.charla.cli.pipe;

import chat.charla.client.Target;
import org.jspecify.annotations.Nullable;

/** A command of the program that uses the pipe. */
sealed interface Request {
  /** The program's reference for the command, which the answers repeat, or null. */
  @Nullable String ref();

  /**
   * Posts a message.
   *
   * @param id the message's {@code client_message_id}, or null for a generated id
   */
  record Send(@Nullable String ref, Target target, String text, @Nullable String id)
      implements Request {}

  /** Enters a room. */
  record Enter(@Nullable String ref, String room) implements Request {}

  /** Leaves a room. */
  record Leave(@Nullable String ref, String room) implements Request {}

  /**
   * Lists the users present.
   *
   * @param room a room, or empty for all users present in the chat
   */
  record Users(@Nullable String ref, String room) implements Request {}

  /** Lists the rooms. */
  record Rooms(@Nullable String ref) implements Request {}

  /**
   * Reads the part of a timeline that {@code charla history} shows for these options.
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

  /** Calls {@code WhoAmI}. */
  record WhoAmI(@Nullable String ref) implements Request {}

  /** Takes another name. */
  record Rename(@Nullable String ref, String name) implements Request {}
}
