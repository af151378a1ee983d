package chat.charla.bench.scenario;

import chat.charla.bench.BenchFailure;
import chat.charla.bench.loop.Loop;
import chat.charla.bench.peer.ContractPeer;
import chat.charla.bench.report.Latencies;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A room with constant light traffic. It has its own thread and loop, so that its latencies include
 * the delays of the server, and no delays of the load generator's other threads. The latencies
 * still include the time in which this room's thread waits for a processor: see {@link
 * #lateP99Millis}.
 */
final class LiveRoom implements AutoCloseable {
  private static final int SIZE = 100;
  private static final Duration STEP = Duration.ofMillis(10);

  private final ContractPeer charla;
  private final Loop loop = new Loop();
  private final Latencies acknowledgements = new Latencies();
  private final Latencies deliveries = new Latencies();
  private final OpenLoop messages;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private @Nullable Future<?> running;
  private volatile boolean ending;

  LiveRoom(ContractPeer charla, int members, int rate) {
    this.charla = charla;
    OpenRoom room = new OpenRoom(charla, loop, "live", members, acknowledgements, deliveries);
    messages = new OpenLoop(loop, List.of(room), rate, SIZE);
  }

  /** The 99th percentile of the delivery latency while the server has no other traffic. */
  double p99Millis(Duration warmUp, Duration time) {
    messages.run(warmUp);
    deliveries.reset();
    messages.run(time);
    return deliveries.percentileMillis(99);
  }

  /** The server's and the load generator's CPU time for this room alone. */
  Measured alone(Duration time) {
    long before = deliveries.count();
    Meter meter = Meter.start(charla.process());
    messages.run(time);
    return meter.stop(1, deliveries.count() - before);
  }

  /** Starts the traffic on its own thread, until {@link #endP99Millis}. */
  void begin() {
    deliveries.reset();
    ending = false;
    running =
        thread.submit(
            () -> {
              messages.begin();
              while (!ending) {
                loop.runFor(STEP);
              }
              messages.end();
            });
  }

  /**
   * Stops the traffic, and returns the 99th percentile of the delivery latency since {@link
   * #begin}.
   */
  double endP99Millis() {
    ending = true;
    try {
      if (running != null) {
        running.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailure("interrupted", e);
    } catch (ExecutionException e) {
      throw new BenchFailure("the traffic of the other room has failed: " + e.getCause(), e);
    }
    return deliveries.percentileMillis(99);
  }

  /**
   * The 99th percentile, in milliseconds, of how late the texts were sent because this thread had
   * no processor. This delay is part of the latency.
   */
  double lateP99Millis() {
    return messages.lateness().percentileMillis(99);
  }

  @Override
  public void close() {
    ending = true;
    thread.shutdownNow();
    loop.close();
  }
}
