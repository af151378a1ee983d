package chat.charla.cli.script;

/**
 * A position in a timeline.
 *
 * @param room the room, or empty for the inbox
 * @param epoch the epoch that the sequence belongs to, or empty for any
 * @param sequence the last sequence that was read, or 0
 */
public record Position(String room, String epoch, long sequence) {
  public Position {
    if (sequence < 0) {
      throw new IllegalArgumentException("a sequence must be 0 or more: " + sequence);
    }
  }

  /** The head of a history. */
  static Position endOf(History history, String room) {
    return new Position(room, history.epoch(), history.head());
  }
}
