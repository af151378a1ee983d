package chat.charla.server;

import chat.charla.server.metrics.Metrics;
import chat.charla.server.storage.StorageListener;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleConsumer;

/** Counts and measures the operations of the storage. */
final class StorageMetrics implements StorageListener {
  private static final double NANOS_PER_SECOND = 1e9;

  /**
   * The buckets for the duration of an append, in seconds. The server is unhealthy while an append
   * takes more than 10 s.
   */
  private static final double[] SECONDS = {
    .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10
  };

  /** The buckets for the events of an append, up to the largest batch of posts. */
  private static final double[] EVENTS = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512};

  /** The buckets for the writes of a transaction, up to the largest transaction. */
  private static final double[] WRITES = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000};

  private final DoubleConsumer duration;
  private final DoubleConsumer events;
  private final DoubleConsumer writes;
  private final Map<Operation, LongAdder> failures = new EnumMap<>(Operation.class);

  StorageMetrics(Metrics metrics) {
    duration =
        metrics.histogram(
            "charla_append_duration_seconds",
            "Time from the request of an append until it is durable.",
            SECONDS);
    events = metrics.histogram("charla_append_events", "Events of an append.", EVENTS);
    writes = metrics.histogram("charla_commit_writes", "Writes of a transaction.", WRITES);
    for (Operation operation : Operation.values()) {
      failures.put(operation, new LongAdder());
    }
    metrics.counter(
        "charla_storage_failures",
        "Failed operations of the storage.",
        List.of("operation"),
        samples -> failures.forEach((operation, count) -> samples.add(count.sum(), operation)));
  }

  @Override
  public void appended(int added, long nanos) {
    duration.accept(nanos / NANOS_PER_SECOND);
    events.accept(added);
  }

  @Override
  public void committed(int count) {
    writes.accept(count);
  }

  @Override
  public void failed(Operation operation) {
    LongAdder count = failures.get(operation);
    if (count != null) {
      count.increment();
    }
  }
}
