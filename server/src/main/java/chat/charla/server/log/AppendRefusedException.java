package chat.charla.server.log;

/** The log has looked at an append and taken nothing of it. What is stored is as it was. */
public abstract sealed class AppendRefusedException extends RuntimeException
    permits HeadMismatchException, RepeatedKeyException {
  private static final long serialVersionUID = 1L;

  AppendRefusedException(String message) {
    super(message);
  }
}
