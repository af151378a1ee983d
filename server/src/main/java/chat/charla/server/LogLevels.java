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
 * Limits what gRPC and Netty log, even if a logging configuration asks for more. At detailed
 * levels, gRPC and Netty log the traffic, including tokens and private messages.
 */
final class LogLevels {
  private static final String GRPC = "io.grpc";
  private static final String TRANSPORT = "io.grpc.netty.shaded.io.grpc.netty.";

  /**
   * The lowest level that each of these loggers logs. {@link ProcessEnd} still gets failures that
   * are logged at lower levels.
   */
  private static final Map<String, Level> LIMITS =
      Map.of(
          // This logger logs a warning with a stack trace whenever a client disconnects.
          TRANSPORT + "NettyServerHandler",
          Level.SEVERE,
          // This logger logs a warning with a stack trace for each message that is too large, so
          // any client could fill the log.
          TRANSPORT + "NettyServerStream",
          Level.SEVERE);

  /**
   * The loggers with a limit. The logging system keeps only weak references to loggers, and a
   * logger that is garbage-collected loses its level.
   */
  private static final List<Logger> LIMITED = new ArrayList<>();

  private LogLevels() {}

  /** Sets the limits. The program must call this once, before the first log record. */
  static void limit() {
    try {
      LogManager.getLogManager()
          .updateConfiguration(key -> (before, configured) -> allowedValue(key, configured));
    } catch (IOException e) {
      // The logging system has already reported that it cannot read its configuration.
    }
    logger(GRPC).setLevel(Level.WARNING);
    LIMITS.forEach(
        (name, level) -> {
          LogManager.getLogManager().addLogger(new FatalFailureLogger(name));
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
   * Passes every failure that gRPC reports to this logger on to {@link ProcessEnd}, including
   * failures that the logger's level suppresses. A filter would need a lower level, and at a lower
   * level, Netty creates a log record with a stack trace for every HTTP/2 frame.
   */
  private static final class FatalFailureLogger extends Logger {
    FatalFailureLogger(String name) {
      super(name, null);
    }

    @Override
    public void log(Level level, String message, Throwable failure) {
      ProcessEnd.ifFatal(failure);
      super.log(level, message, failure);
    }
  }

  /**
   * The configured value of a key. For the level of a logger whose name begins with "io.grpc." the
   * result is null, because a configured level would bypass the limits.
   */
  private static @Nullable String allowedValue(String key, @Nullable String configured) {
    return key.startsWith(GRPC + ".") && key.endsWith(".level") ? null : configured;
  }
}
