package chat.charla.cli.chat;

/**
 * What the chat shows of a room that the user has entered.
 *
 * @param messages how many of the room's last messages, 0 to {@link #MAX_MESSAGES}
 * @param others whether to name the other users in the room
 * @param hints whether to show, after joining, one line about the most useful keys and commands
 */
public record FirstScreen(int messages, boolean others, boolean hints) {
  /** The most messages that are shown. */
  public static final int MAX_MESSAGES = 1000;

  /** Shows nothing. */
  public static final FirstScreen NOTHING = new FirstScreen(0, false, false);
}
