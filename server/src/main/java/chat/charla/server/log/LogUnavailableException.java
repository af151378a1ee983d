package chat.charla.server.log;

import org.jspecify.annotations.Nullable;

/**
 * The log could not carry out a call. If the call was a write, its outcome is unknown until a later
 * write succeeds.
 */
public final class LogUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LogUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
