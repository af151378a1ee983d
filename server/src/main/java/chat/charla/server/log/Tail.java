package chat.charla.server.log;

/**
 * The state of a timeline: its epoch and its range of sequences.
 *
 * @param epoch distinguishes this timeline from earlier timelines of the same name; chosen when the
 *     timeline is created
 * @param first the oldest sequence that is still kept; {@code head + 1} if no event is kept
 * @param head the last sequence; 0 if the timeline has never had an event
 */
public record Tail(String epoch, long first, long head) {
  public Tail {
    if (head < 0 || first < 1 || first > head + 1) {
      throw new IllegalArgumentException("first " + first + ", head " + head);
    }
  }
}
