package chat.charla.cli.script;

/**
 * Up to which event a timeline has been read.
 *
 * @param room the room, or empty for the inbox
 * @param epoch the epoch that the sequence belongs to, or empty for any
 * @param sequence the last sequence that was read, or 0
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
