package chat.charla.server;

import java.io.IOException;

/** The address of the metrics cannot be found or bound. */
final class MetricsAddressException extends IOException {
  private static final long serialVersionUID = 1L;

  MetricsAddressException(IOException cause) {
    super(cause.getMessage(), cause);
  }
}
