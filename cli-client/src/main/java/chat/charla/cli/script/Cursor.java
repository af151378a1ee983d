package chat.charla.cli.script;

/**
 * The event up to which a timeline has been read.
 *
 * @param room the room, or empty for the inbox
 * @param epoch the epoch to which the sequence belongs, or empty for any epoch
 * @param sequence the sequence of the last event that was read, or 0 if no event was read
 */
public record Cursor(String room, String epoch, long sequence) {
  public Cursor {
    if (sequence < 0) {
      throw new IllegalArgumentException("a sequence must be 0 or more: " + sequence);
    }
  }

  /** The cursor at the head of a history. */
  static Cursor atHead(History history, String room) {
    return new Cursor(room, history.epoch(), history.head());
  }
}
