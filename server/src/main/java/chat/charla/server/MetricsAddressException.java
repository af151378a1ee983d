package chat.charla.server;

import java.io.IOException;

/** The server cannot resolve or bind the address of the metrics. */
final class MetricsAddressException extends IOException {
  private static final long serialVersionUID = 1L;

  MetricsAddressException(IOException cause) {
    super(cause.getMessage(), cause);
  }
}
