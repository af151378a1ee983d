package chat.charla.server.log;

/** An append does not fit the timelines in the log; {@link MessageLog#append} lists the cases. */
public final class HeadMismatchException extends AppendRefusedException {
  private static final long serialVersionUID = 1L;

  public HeadMismatchException(TimelineId timeline, long expected, long found) {
    super(timeline + ": expected head " + expected + ", found " + found);
  }
}
