package chat.charla.cli.chat;

/** The ways in which a chat can end. */
public enum Ending {
  /** At the user's request. */
  LEFT,
  /** Before it began, because no name was given. */
  NO_NAME,
  /** Before it began, because the name was refused and no other was given. */
  NAME_REFUSED,
  /** The server has refused, and a retry would not help. */
  FAILED,
  /** A message was not sent, or its outcome is unknown. */
  UNSENT
}
