package chat.charla.server.log;

/** A key of an append has been committed before: the send with this key is a repetition. */
public final class RepeatedKeyException extends AppendRefusedException {
  private static final long serialVersionUID = 1L;

  public RepeatedKeyException(TimelineId timeline) {
    super(timeline + ": a key of this append already has a receipt");
  }
}
