package chat.charla.server.logging;

import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.ConsoleHandler;
import java.util.logging.Filter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Passes the log records of all loggers to {@link LogOutput}, in place of the {@link
 * ConsoleHandler} of {@code java.util.logging}.
 *
 * <p>Records of our loggers are of the same kind if they have the logger, the text without its
 * parameters, and the {@link FailureKind} in common. Libraries put changing values into the text,
 * so their records are of the same kind if they have the logger, the level and the {@link
 * FailureKind} in common. Records below INFO are not limited: they are logged only if the
 * operator's own logging configuration asks for them.
 *
 * <p>Thread-safe.
 */
public final class LogHandler extends Handler {
  /** How many records of a kind are written at once. */
  static final int LINES_AT_ONCE = 3;

  static final String OWN_PREFIX = "chat.charla.";

  private final LogOutput output;
  private final SimpleFormatter formatter = new SimpleFormatter();

  private LogHandler(LogOutput output, java.util.logging.Level lowest, @Nullable Filter filter) {
    this.output = output;
    setLevel(lowest);
    setFilter(filter);
  }

  /** The change that {@link #install} has made. */
  public interface Installed extends AutoCloseable {
    /** Waits until all records are written, and undoes the change. */
    @Override
    void close();
  }

  /**
   * Replaces the handler that writes to standard error. If the logging configuration has no such
   * handler, this method changes nothing. All other handlers stay.
   */
  public static Installed install(LogOutput output) {
    Logger root = Logger.getLogger("");
    Optional<Handler> found =
        Arrays.stream(root.getHandlers()).filter(ConsoleHandler.class::isInstance).findFirst();
    if (found.isEmpty()) {
      return () -> {};
    }
    Handler before = found.get();
    Handler handler = new LogHandler(output, before.getLevel(), before.getFilter());
    root.removeHandler(before);
    root.addHandler(handler);
    return () -> {
      root.removeHandler(handler);
      root.addHandler(before);
      handler.close();
    };
  }

  @Override
  public void publish(LogRecord entry) {
    if (!isLoggable(entry)) {
      return;
    }
    Supplier<Line> line = () -> line(entry);
    if (entry.getLevel().intValue() < java.util.logging.Level.INFO.intValue()) {
      output.write(line.get());
    } else {
      output.writeLimited(kind(entry), LINES_AT_ONCE, line);
    }
  }

  @Override
  public void flush() {
    output.flush();
  }

  @Override
  public void close() {
    output.flush();
  }

  private Line line(LogRecord entry) {
    return new Line(
        entry.getInstant(),
        level(entry.getLevel()),
        name(entry),
        String.valueOf(formatter.formatMessage(entry)),
        Map.of(),
        entry.getThrown(),
        0);
  }

  private static String kind(LogRecord entry) {
    String name = name(entry);
    Throwable thrown = entry.getThrown();
    return String.join(
        "\n",
        List.of(
            name,
            name.startsWith(OWN_PREFIX)
                ? String.valueOf(entry.getMessage())
                : entry.getLevel().getName(),
            thrown == null ? "" : FailureKind.of(thrown)));
  }

  private static String name(LogRecord entry) {
    return String.valueOf(entry.getLoggerName());
  }

  private static Level level(java.util.logging.Level level) {
    int value = level.intValue();
    if (value >= java.util.logging.Level.SEVERE.intValue()) {
      return Level.ERROR;
    }
    if (value >= java.util.logging.Level.WARNING.intValue()) {
      return Level.WARNING;
    }
    if (value >= java.util.logging.Level.CONFIG.intValue()) {
      return Level.INFO;
    }
    return value >= java.util.logging.Level.FINE.intValue() ? Level.DEBUG : Level.TRACE;
  }
}
