package chat.charla.server.log;

/** The log has refused an append, and has changed nothing. */
public abstract sealed class AppendRefusedException extends RuntimeException
    permits HeadMismatchException, RepeatedKeyException {
  private static final long serialVersionUID = 1L;

  AppendRefusedException(String message) {
    super(message);
  }
}
