package chat.charla.apk;

/**
 * A tool that this program runs has failed. The message says which one, and contains its output.
 */
public final class ToolFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  ToolFailedException(String message) {
    super(message);
  }

  ToolFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
