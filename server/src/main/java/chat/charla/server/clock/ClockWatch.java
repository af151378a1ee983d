package chat.charla.server.clock;

import chat.charla.server.scheduling.Scheduler;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Begins {@link ObservedTime} when the server starts, stores marks while the server runs, and
 * reports jumps of the wall clock. {@link #begin} is called on the thread that starts the server;
 * after that the core owns this object.
 */
public final class ClockWatch {
  private static final Logger LOG = System.getLogger(ClockWatch.class.getName());

  /** How often the two clocks are compared. */
  private static final Duration PERIOD = Duration.ofMinutes(1);

  /**
   * The smallest difference that is reported. A clock that is adjusted gradually differs by less in
   * a minute.
   */
  private static final Duration JUMP = Duration.ofMinutes(1);

  /**
   * How often a mark is stored. If the server is killed, the time since the last mark counts as a
   * part of the stop. So observed time misses nothing if that time and the stop together are
   * shorter than {@link ObservedTime#MAX_STOP}.
   */
  private static final Duration SAVE_INTERVAL = Duration.ofMinutes(10);

  private final Scheduler core;
  private final InstantSource wallClock;
  private final ObservedTime observed;
  private final ClockStore store;

  private long comparedWallMillis;
  private long comparedNanos;
  private long savedNanos;

  /** Creates an object that does nothing until {@link #begin} is called. */
  public ClockWatch(
      Scheduler core, InstantSource wallClock, ObservedTime observed, ClockStore store) {
    this.core = core;
    this.wallClock = wallClock;
    this.observed = observed;
    this.store = store;
  }

  /**
   * Begins observed time. Blocks until the last mark is read.
   *
   * <p>The next mark is stored only when the server has run for a minute. So if the server is
   * started several times, and each time ends within a minute, all these stops together count as
   * one stop. If there is no mark yet, this method stores one, and does not wait until it is on
   * disk.
   *
   * @param latestTime called if no mark is stored, for example because an older version of the
   *     server has stored none; gives the latest time in the stored records, by the wall clock;
   *     empty if there is none
   * @throws chat.charla.server.log.LogUnavailableException if the last mark cannot be read
   */
  public void begin(Supplier<OptionalLong> latestTime) {
    Optional<ClockMark> last = store.load();
    reportStop(observed.begin(last.orElseGet(() -> firstMark(latestTime.get()))));
    comparedWallMillis = wallClock.millis();
    comparedNanos = core.nanoTime();
    if (last.isEmpty()) {
      save();
    } else {
      savedNanos = comparedNanos - SAVE_INTERVAL.toNanos(); // the first comparison stores a mark
    }
  }

  /** Starts to compare the clocks and to store marks periodically. */
  public void schedule() {
    core.schedule(
        PERIOD,
        () -> {
          compare();
          schedule();
        });
  }

  /**
   * The mark to begin with if none is stored. Ignores a {@code latestTime} in the future, because
   * it shows that the clock was wrong.
   */
  private ClockMark firstMark(OptionalLong latestTime) {
    long now = wallClock.millis();
    long millis = Math.min(now, latestTime.orElse(now));
    return new ClockMark(millis, millis);
  }

  private void compare() {
    long wallMillis = wallClock.millis();
    long nanos = core.nanoTime();
    Duration jump =
        Duration.ofMillis(wallMillis - comparedWallMillis)
            .minus(Duration.ofNanos(nanos - comparedNanos));
    comparedWallMillis = wallMillis;
    comparedNanos = nanos;
    boolean jumped = jump.abs().compareTo(JUMP) >= 0;
    if (jumped) {
      reportJump(jump);
    }
    if (jumped || nanos - savedNanos >= SAVE_INTERVAL.toNanos()) {
      save();
    }
  }

  /** Stores a mark. If that fails, the server does not try again before the next mark. */
  private void save() {
    savedNanos = core.nanoTime();
    store.save(observed.mark());
  }

  private static void reportStop(Duration down) {
    if (down.compareTo(ObservedTime.MAX_STOP) > 0) {
      LOG.log(
          Level.WARNING,
          "The clock is {0} later than when the server last ran; only {1} of this time counts for"
              + " lifetimes",
          text(down),
          text(ObservedTime.MAX_STOP));
    } else if (down.compareTo(JUMP.negated()) <= 0) {
      LOG.log(
          Level.WARNING,
          "The clock is {0} earlier than when the server last ran; lifetimes do not change",
          text(down.negated()));
    }
  }

  private static void reportJump(Duration jump) {
    if (jump.isNegative()) {
      LOG.log(
          Level.WARNING,
          "The clock was set back by {0}; lifetimes do not change",
          text(jump.negated()));
    } else {
      LOG.log(
          Level.WARNING,
          "The clock was set forward by {0}, or the machine was suspended; lifetimes do not change",
          text(jump));
    }
  }

  /** The duration in the form in which options are written, such as "400d 2h 5m". */
  private static String text(Duration duration) {
    Duration rounded = duration.truncatedTo(ChronoUnit.MINUTES);
    StringBuilder text = new StringBuilder();
    append(text, rounded.toDays(), "d");
    append(text, rounded.toHoursPart(), "h");
    append(text, rounded.toMinutesPart(), "m");
    return text.toString();
  }

  private static void append(StringBuilder text, long number, String unit) {
    if (number > 0) {
      text.append(text.length() == 0 ? "" : " ").append(number).append(unit);
    }
  }
}
