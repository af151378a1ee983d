package chat.charla.server;

import chat.charla.server.fatal.ProcessEnd;
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

  /** What these have to say below that level is not logged. Their failures are looked at. */
  private static final Map<String, Level> LIMITS =
      Map.of(
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
    logger(GRPC).setLevel(Level.WARNING);
    LIMITS.forEach(
        (name, level) -> {
          LogManager.getLogManager().addLogger(new ExaminedLogger(name));
          logger(name).setLevel(level);
        });
    Logger.getLogger("").addHandler(new LoggedFailures());
  }

  private static Logger logger(String name) {
    Logger logger = Logger.getLogger(name);
    LIMITED.add(logger);
    return logger;
  }

  /**
   * Looks at what gRPC reports, whether it is logged or not. That is not done by a low level and a
   * filter: Netty makes a record of every frame of HTTP/2 for such a level, with a stack trace.
   */
  private static final class ExaminedLogger extends Logger {
    ExaminedLogger(String name) {
      super(name, null);
    }

    @Override
    public void log(Level level, String message, Throwable failure) {
      ProcessEnd.ifFatal(failure);
      super.log(level, message, failure);
    }
  }

  /** Nothing may have a level of its own below the limits. */
  private static @Nullable String permitted(String key, @Nullable String configured) {
    return key.startsWith(GRPC + ".") && key.endsWith(".level") ? null : configured;
  }
}
