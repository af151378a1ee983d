package chat.charla.server.log;

import org.jspecify.annotations.Nullable;

/** The log could not do it. Of a write, the outcome is unknown until a later write has told. */
public final class LogUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LogUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
