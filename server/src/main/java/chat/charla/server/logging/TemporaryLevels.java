package chat.charla.server.logging;

import chat.charla.server.scheduling.Scheduler;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Changes the levels of the server's own loggers for a limited time. This class cannot change other
 * loggers, because gRPC and Netty log tokens and private messages at detailed levels. Thread-safe.
 */
public final class TemporaryLevels implements AutoCloseable {
  private static final String OWN_PREFIX = LogHandler.OWN_PREFIX + "server";
  private static final Pattern NAME = Pattern.compile("\\w{1,50}(\\.\\w{1,50}){0,20}");

  private final Scheduler timers;
  private final InstantSource clock;

  /** The changes in force, by the names of their loggers. */
  private final Map<String, ActiveChange> activeChanges = new TreeMap<>();

  /** The level of the {@link LogHandler} without changes; null if there are no changes. */
  private java.util.logging.@Nullable Level handlerLevel;

  private boolean closed;

  /**
   * A change.
   *
   * @param level the lowest level that is logged
   */
  public record Change(String logger, Level level, Instant end) {}

  /**
   * A change in force. This record refers to the logger, because the logging system itself has only
   * weak references to loggers.
   *
   * @param before the logger's own level before the first change; null if it had none
   */
  private record ActiveChange(
      Change change,
      Logger logger,
      java.util.logging.@Nullable Level before,
      Scheduler.Cancellable end) {}

  /**
   * Creates an object without changes.
   *
   * @param timers ends the changes
   * @param clock tells when changes end
   */
  public TemporaryLevels(Scheduler timers, InstantSource clock) {
    this.timers = timers;
    this.clock = clock;
  }

  /** Whether the server has a package or class of this name. */
  public static boolean isKnown(String name) {
    if (!NAME.matcher(name).matches() || !(name + ".").startsWith(OWN_PREFIX + ".")) {
      return false;
    }
    String path = name.replace('.', '/');
    ClassLoader loader = TemporaryLevels.class.getClassLoader();
    return loader.getResource(path + "/package-info.class") != null
        || loader.getResource(path + ".class") != null;
  }

  /**
   * Changes the level of a logger. If another change of this logger is in force, this change
   * replaces it.
   *
   * @param logger the name of a known logger
   * @param level the lowest level to log
   * @param whenEnded called with the logger's name when the former level is restored; not called if
   *     another change has replaced this one
   */
  public synchronized Change change(
      String logger, Level level, Duration duration, Consumer<String> whenEnded) {
    Change change = new Change(logger, level, clock.instant().plus(duration));
    Logger changed = Logger.getLogger(logger);
    ActiveChange previous = activeChanges.get(logger);
    if (previous != null) {
      previous.end.cancel();
    }
    if (!closed) {
      Scheduler.Cancellable end =
          timers.schedule(
              duration,
              () -> {
                if (restore(change)) {
                  whenEnded.accept(logger);
                }
              });
      activeChanges.put(
          logger,
          new ActiveChange(
              change, changed, previous == null ? changed.getLevel() : previous.before, end));
      changed.setLevel(of(level));
      adjustHandler();
    }
    return change;
  }

  /** The changes in force, by the names of their loggers. */
  public synchronized List<Change> changes() {
    List<Change> changes = new ArrayList<>();
    activeChanges.values().forEach(each -> changes.add(each.change));
    return changes;
  }

  /** Undoes all changes. */
  @Override
  public synchronized void close() {
    closed = true;
    for (Change change : changes()) {
      restore(change);
    }
  }

  private synchronized boolean restore(Change change) {
    ActiveChange ended = activeChanges.get(change.logger);
    if (ended == null || !ended.change.equals(change)) {
      return false;
    }
    ended.end.cancel();
    activeChanges.remove(change.logger);
    ended.logger.setLevel(ended.before);
    adjustHandler();
    return true;
  }

  /** Sets the level of the handler so that it passes on the records of all changed loggers. */
  private void adjustHandler() {
    Optional<LogHandler> handler =
        Arrays.stream(Logger.getLogger("").getHandlers())
            .filter(LogHandler.class::isInstance)
            .map(LogHandler.class::cast)
            .findFirst();
    if (handler.isEmpty()) {
      return;
    }
    java.util.logging.Level lowest = handlerLevel == null ? handler.get().getLevel() : handlerLevel;
    handlerLevel = activeChanges.isEmpty() ? null : lowest;
    for (ActiveChange each : activeChanges.values()) {
      java.util.logging.Level level = of(each.change.level);
      lowest = level.intValue() < lowest.intValue() ? level : lowest;
    }
    handler.get().setLevel(lowest);
  }

  private static java.util.logging.Level of(Level level) {
    return switch (level) {
      case ERROR -> java.util.logging.Level.SEVERE;
      case WARNING -> java.util.logging.Level.WARNING;
      case INFO -> java.util.logging.Level.INFO;
      case DEBUG -> java.util.logging.Level.FINE;
      case TRACE -> java.util.logging.Level.FINER;
      case ALL, OFF -> throw new IllegalArgumentException(level.getName());
    };
  }
}
