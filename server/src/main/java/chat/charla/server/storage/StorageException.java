package chat.charla.server.storage;

import org.jspecify.annotations.Nullable;

/**
 * The server cannot use the storage, for a reason that the operator can remove. The message and the
 * hint have one line each. The server shows them without a stack trace.
 */
public final class StorageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String hint;

  public StorageException(String message, String hint, @Nullable Throwable cause) {
    super(oneLine(message), cause);
    this.hint = oneLine(hint);
  }

  /** What the operator can do about the problem. */
  public String hint() {
    return hint;
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s*\\R\\s*", " ");
  }
}
