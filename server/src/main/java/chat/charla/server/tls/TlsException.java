package chat.charla.server.tls;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The server cannot use a certificate or key, for a reason that the operator can remove. The
 * message and the hint have one line each. The server shows them without a stack trace.
 */
public final class TlsException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String hint;

  public TlsException(String message, String hint, @Nullable Throwable cause) {
    super(oneLine(message), cause);
    this.hint = oneLine(hint);
  }

  /** How to fix the problem. */
  public String hint() {
    return hint;
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s*\\R\\s*", " ");
  }
}
