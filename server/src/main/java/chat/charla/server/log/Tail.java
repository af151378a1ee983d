package chat.charla.server.log;

/**
 * Where a timeline stands.
 *
 * @param epoch names this life of the timeline; made when it is created
 * @param first the oldest sequence still kept; {@code head + 1} if none is
 * @param head the last sequence, 0 for none
 */
public record Tail(String epoch, long first, long head) {
  public Tail {
    if (head < 0 || first < 1 || first > head + 1) {
      throw new IllegalArgumentException("first " + first + ", head " + head);
    }
  }
}
