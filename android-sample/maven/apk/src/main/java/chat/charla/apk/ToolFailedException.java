package chat.charla.apk;

/**
 * One of the tools that this puts together did not do its work. Its message says which, and what it
 * said.
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
