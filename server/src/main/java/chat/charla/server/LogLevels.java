package chat.charla.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * How much gRPC and Netty may log, whatever a logging configuration asks for: in detail they log
 * what goes over the wire, tokens and private messages included.
 */
final class LogLevels {
  private static final String GRPC = "io.grpc";
  private static final String TRANSPORT = "io.grpc.netty.shaded.io.grpc.netty.";

  private static final Map<String, Level> LIMITS =
      Map.of(
          GRPC,
          Level.WARNING,
          // Warns, with a stack trace, that a client has gone away.
          TRANSPORT + "NettyServerHandler",
          Level.SEVERE,
          // Warns, with a stack trace, of a message that is too large: anybody could fill the log.
          TRANSPORT + "NettyServerStream",
          Level.SEVERE);

  /** Kept, because the logging system would let go of a logger that nobody holds, and its level. */
  private static final List<Logger> LIMITED = new ArrayList<>();

  private LogLevels() {}

  /** Sets the limits. Called once, before anything logs. */
  static void limit() {
    try {
      LogManager.getLogManager()
          .updateConfiguration(key -> (before, configured) -> permitted(key, configured));
    } catch (IOException e) {
      // The logging system has told already that it cannot read its configuration.
    }
    LIMITS.forEach(
        (name, level) -> {
          Logger logger = Logger.getLogger(name);
          logger.setLevel(level);
          LIMITED.add(logger);
        });
  }

  /** Nothing may have a level of its own below the limits. */
  private static @Nullable String permitted(String key, @Nullable String configured) {
    return key.startsWith(GRPC + ".") && key.endsWith(".level") ? null : configured;
  }
}
