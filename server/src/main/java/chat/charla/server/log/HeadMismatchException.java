package chat.charla.server.log;

/** An append assumed a head, or another state of a timeline, that the log does not have. */
public final class HeadMismatchException extends AppendRefusedException {
  private static final long serialVersionUID = 1L;

  public HeadMismatchException(TimelineId timeline, long expected, long found) {
    super(timeline + ": expected head " + expected + ", found " + found);
  }
}
