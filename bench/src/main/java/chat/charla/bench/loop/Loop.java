package chat.charla.bench.loop;

import chat.charla.bench.BenchFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * The event loop of the load generator: a selector, one read buffer for all connections, and a list
 * of connections with data to write at the end of the iteration.
 *
 * <p>The thread that calls {@link #runUntil} or {@link #runFor} is the loop's thread. All work
 * happens within these calls.
 */
public final class Loop implements AutoCloseable, Timers {
  /**
   * The size of the read buffer: more than the largest unit of any protocol, which is a batch of 64
   * KiB with its frame headers.
   */
  private static final int READ_BYTES = 256 * 1024;

  private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long IDLE_MILLIS = 20;

  private final Selector selector;
  private final ByteBuffer direct = ByteBuffer.allocateDirect(READ_BYTES);
  private final byte[] bytes = new byte[2 * READ_BYTES];
  private final List<Connection> unwritten = new ArrayList<>();
  private final List<Ticker> tickers = new ArrayList<>();
  private final TimerQueue timers = new TimerQueue();

  public Loop() {
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts to connect. Data may be written before the connection is established. */
  public Connection connect(InetSocketAddress address, Protocol protocol) {
    Connection connection = new Connection(unwritten::add, protocol);
    connection.connect(selector, address);
    return connection;
  }

  /** Calls the ticker in each iteration, until {@link #remove}. */
  public void add(Ticker ticker) {
    tickers.add(ticker);
  }

  public void remove(Ticker ticker) {
    tickers.remove(ticker);
  }

  @Override
  public long now() {
    return System.nanoTime();
  }

  @Override
  public void at(long due, Runnable task) {
    timers.add(due, task);
  }

  /**
   * Runs until the condition holds.
   *
   * @param what a description of the condition, for the message of a failure
   * @throws BenchFailure if the condition does not hold within the limit
   */
  public void runUntil(String what, Duration limit, BooleanSupplier condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      long now = System.nanoTime();
      if (now - deadline > 0) {
        throw new BenchFailure("not within " + limit.toSeconds() + " s: " + what);
      }
      iterate(now);
    }
  }

  /**
   * Runs until the condition holds, as long as there is progress.
   *
   * @param silence the longest time without progress
   * @param progress returns a number that changes when there is progress
   * @throws BenchFailure if {@code progress} does not change for the time {@code silence}
   */
  public void runUntil(
      String what, Duration silence, LongSupplier progress, BooleanSupplier condition) {
    long seen = progress.getAsLong();
    long deadline = System.nanoTime() + silence.toNanos();
    while (!condition.getAsBoolean()) {
      long now = System.nanoTime();
      long reached = progress.getAsLong();
      if (reached != seen) {
        seen = reached;
        deadline = now + silence.toNanos();
      } else if (now - deadline > 0) {
        throw new BenchFailure(
            "no progress for " + silence.toSeconds() + " s, at " + reached + ": " + what);
      }
      iterate(now);
    }
  }

  /** Runs for this time. */
  public void runFor(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long now = System.nanoTime(); now - end < 0; now = System.nanoTime()) {
      iterate(now);
    }
  }

  /** One iteration: calls what is due, reads, and writes all queued data. */
  private void iterate(long now) {
    long due = timers.run(now, now + IDLE_MILLIS * NANOS_PER_MILLI);
    for (int i = 0; i < tickers.size(); i++) {
      due = Math.min(due, tickers.get(i).tick(now));
    }
    flush();
    long wait = (due - now) / NANOS_PER_MILLI;
    try {
      if (due - now <= 0) {
        selector.selectNow(this::ready);
      } else {
        selector.select(this::ready, Math.max(1, wait));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    flush();
  }

  private void ready(SelectionKey key) {
    Connection connection = (Connection) key.attachment();
    connection.ready(key, direct, bytes);
  }

  private void flush() {
    // Iterate by index, because a write may add a connection to the list.
    for (int i = 0; i < unwritten.size(); i++) {
      unwritten.get(i).flush();
    }
    unwritten.clear();
  }

  /** Closes all connections. Idempotent. */
  @Override
  public void close() {
    if (!selector.isOpen()) {
      return;
    }
    try {
      for (SelectionKey key : selector.keys()) {
        ((Connection) key.attachment()).close();
      }
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
