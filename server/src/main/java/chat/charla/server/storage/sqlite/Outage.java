package chat.charla.server.storage.sqlite;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteException;

/**
 * Logs when writes begin to fail, when a write fails in a new way, and when writes work again. On a
 * disk that is nearly full, small writes succeed between larger ones that fail. So an outage ends
 * only when a write succeeds {@link #TIME_WITHOUT_FAILURES} or more after the last failure. If the
 * outage began within {@link #CONTINUATION_TIME} after the end of another outage, it ends only
 * {@link #LONG_TIME_WITHOUT_FAILURES} after the last failure. Not thread-safe.
 */
final class Outage {
  /** An outage ends with the first write that succeeds this long after the last failure. */
  static final Duration TIME_WITHOUT_FAILURES = Duration.ofSeconds(5);

  /** Replaces {@link #TIME_WITHOUT_FAILURES} in an outage that begins soon after another outage. */
  static final Duration LONG_TIME_WITHOUT_FAILURES = Duration.ofSeconds(30);

  /**
   * If an outage begins within this time after the end of another outage, {@link
   * #LONG_TIME_WITHOUT_FAILURES} applies.
   */
  static final Duration CONTINUATION_TIME = Duration.ofMinutes(1);

  private static final Logger LOG = System.getLogger(Outage.class.getName());

  private final LongSupplier nanoTime;
  private boolean failing;
  private boolean recoveredBefore;
  private long begun;
  private long lastFailure;
  private long lastRecovery;
  private long failures;
  private Duration timeWithoutFailures = TIME_WITHOUT_FAILURES;

  /** The kinds of failures in this outage. */
  private final Set<String> kinds = new HashSet<>();

  private @Nullable Throwable last;

  /**
   * Creates an outage that has not begun.
   *
   * @param nanoTime a monotonic clock
   */
  Outage(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Called when a write has failed. */
  void failed(Throwable failure) {
    long now = nanoTime.getAsLong();
    if (!failing) {
      failing = true;
      kinds.clear();
      kinds.add(kind(failure));
      begun = now;
      failures = 0;
      timeWithoutFailures =
          recoveredBefore && now - lastRecovery < CONTINUATION_TIME.toNanos()
              ? LONG_TIME_WITHOUT_FAILURES
              : TIME_WITHOUT_FAILURES;
      LOG.log(Level.WARNING, "The storage fails: writes are refused", failure);
    } else if (kinds.add(kind(failure))) {
      LOG.log(Level.WARNING, "The storage also fails in another way", failure);
    }
    failures++;
    last = failure;
    lastFailure = now;
  }

  /** Called when a write has succeeded. */
  void succeeded() {
    if (!failing) {
      return;
    }
    long now = nanoTime.getAsLong();
    if (now - lastFailure >= timeWithoutFailures.toNanos()) {
      failing = false;
      recoveredBefore = true;
      lastRecovery = now;
      LOG.log(
          Level.INFO,
          "The storage works again after {0} s, in which {1} commits have failed; the last"
              + " failure: {2}",
          Duration.ofNanos(now - begun).toSeconds(),
          failures,
          last);
      last = null;
    }
  }

  /**
   * The kind of a failure: its class, and SQLite's code if there is one. There are only a few
   * kinds.
   */
  private static String kind(Throwable failure) {
    String name = failure.getClass().getName();
    return failure instanceof SQLiteException e ? name + " " + e.getResultCode() : name;
  }
}
