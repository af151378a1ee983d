package chat.charla.server.fault;

import chat.charla.server.fault.Canary.Latencies;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures how late this machine lets a thread run that has slept: near zero while a processor is
 * idle, and more while programs compete for the processors. Thread-safe.
 */
final class WakeUps implements AutoCloseable {
  private static final long SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final List<Long> delays = new ArrayList<>(); // guarded by this
  private final Thread sleeper = new Thread(this::measure, "wake-ups");
  private volatile boolean closed;

  private WakeUps() {}

  /** Begins to measure. */
  static WakeUps begin() {
    WakeUps begun = new WakeUps();
    begun.sleeper.setDaemon(true);
    begun.sleeper.start();
    return begun;
  }

  private void measure() {
    while (!closed) {
      long wanted = System.nanoTime() + SLEEP_NANOS;
      // This may return too early.
      for (long left = SLEEP_NANOS; left > 0 && !closed; left = wanted - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      synchronized (this) {
        delays.add(Math.max(0, System.nanoTime() - wanted));
      }
    }
  }

  /** The delays since the measurement has begun. */
  synchronized Latencies delays() {
    return new Latencies(delays.stream().mapToLong(Long::longValue).sorted().toArray());
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(sleeper);
  }
}
