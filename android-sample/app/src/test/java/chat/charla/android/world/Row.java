package chat.charla.android.world;

/**
 * One row of a conversation, as it is read from its views.
 *
 * @param kind what it is
 * @param sender who said it, as the screen calls them; empty if it is no message
 * @param text what it says: a message's text, a notice's, or a day
 * @param status what became of a message that is not, or not yet, everybody's; else empty
 */
public record Row(Kind kind, String sender, String text, String status) {
  /** What there is in a conversation. */
  public enum Kind {
    MESSAGE,
    NOTICE,
    DAY
  }

  /** Whether it is a message that everybody has. */
  public boolean isPosted() {
    return isMessage() && status.isEmpty();
  }

  /** Whether it is a message, posted or not. */
  public boolean isMessage() {
    return kind == Kind.MESSAGE;
  }
}
