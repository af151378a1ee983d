package chat.charla.server.log;

/** An append was decided against a timeline that is no longer so. */
public final class HeadMismatchException extends AppendRefusedException {
  private static final long serialVersionUID = 1L;

  public HeadMismatchException(TimelineId timeline, long expected, long found) {
    super(timeline + ": expected head " + expected + ", found " + found);
  }
}
