package chat.charla.cli.chat.state;

/** What the chat does with the lines that it reads. */
public enum Phase {
  /** The next line is a name, or a command that needs no name. */
  NAMING,
  /** The server has not accepted a name yet. No line is read. */
  JOINING,
  /** The next line is a message or a command. */
  TALKING,
  /** Further lines are ignored. */
  LEAVING,
  OVER;

  /** Whether the user leaves, or the chat is over. */
  public boolean isEnding() {
    return this == LEAVING || this == OVER;
  }
}
