package chat.charla.cli.chat;

/** How a chat can end. */
public enum Ending {
  /** As the person wanted. */
  LEFT,
  /** Without ever having begun, because no name was given. */
  NO_NAME,
  /** Without ever having begun, because the name was refused and no other was given. */
  NAME_REFUSED,
  /** The server does not want this person any more. */
  FAILED,
  /** Something that was said, or should have been, did not get out. */
  UNSENT
}
