package chat.charla.cli.script;

/**
 * A place in a timeline.
 *
 * @param room the room, or empty for the inbox
 * @param epoch the life of the timeline that the sequence belongs to, or empty for any
 * @param sequence what has been seen last, 0 for nothing
 */
public record Position(String room, String epoch, long sequence) {
  public Position {
    if (sequence < 0) {
      throw new IllegalArgumentException("no position: " + sequence);
    }
  }

  /** The end of a history. */
  static Position endOf(History history, String room) {
    return new Position(room, history.epoch(), history.head());
  }
}
