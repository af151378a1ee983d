package chat.charla.cli.chat;

/** The ways in which a chat can end. */
public enum Ending {
  /** The user left, or the program was asked to terminate. */
  LEFT,
  /** The user gave no name, so the chat did not begin. */
  NO_NAME,
  /**
   * The server refused the name, so the chat did not begin: the user gave no other name, or there
   * is no user to ask, because the lines come from a pipe.
   */
  NAME_REFUSED,
  /** The client has stopped because a retry would not help, or the name could not be read. */
  FAILED,
  /**
   * The user left, but a line could not be read, or a message was not sent or has an unknown
   * outcome.
   */
  UNSENT
}
