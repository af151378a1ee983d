package chat.charla.android.world;

/**
 * One row of a conversation, as read from its views.
 *
 * @param kind the kind of row
 * @param sender the name of the author, which the screen shows above the group of messages; empty
 *     for a message of the user of the phone, and for a row that is not a message
 * @param text the text of a message or a notice, or the day
 * @param status for a message that is not posted, the status that the screen shows; otherwise empty
 */
public record Row(Kind kind, String sender, String text, String status) {
  /** The kinds of rows. */
  public enum Kind {
    MESSAGE,
    NOTICE,
    DAY
  }

  /** Whether the row is a posted message. */
  public boolean isPosted() {
    return isMessage() && status.isEmpty();
  }

  /** Whether the row is a message, posted or not. */
  public boolean isMessage() {
    return kind == Kind.MESSAGE;
  }
}
