package chat.charla.server.tls;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Certificates or keys that cannot be used, for a reason that whoever runs the server can
 * understand and change. Message and hint are one line each, made to be shown without a stack
 * trace.
 */
public final class TlsException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String hint;

  public TlsException(String message, String hint, @Nullable Throwable cause) {
    super(oneLine(message), cause);
    this.hint = oneLine(hint);
  }

  /** What to do about it. */
  public String hint() {
    return hint;
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s*\\R\\s*", " ");
  }
}
