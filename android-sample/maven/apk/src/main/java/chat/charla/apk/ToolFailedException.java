package chat.charla.apk;

/** A step of the build has failed. The message says which step, and why. */
public final class ToolFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  ToolFailedException(String message) {
    super(message);
  }

  ToolFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
