package chat.charla.server.metrics;

import com.google.common.base.CaseFormat;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.instrumentation.jvm.JvmBufferPoolMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmRuntimeInfoMetric;
import io.prometheus.metrics.instrumentation.jvm.JvmThreadsMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * The metrics of one server. Each metric has a name, a help text, and a source of its value. The
 * endpoint reads the sources on its thread when it makes a page; a source must be thread-safe, and
 * must not wait. If a source throws an exception, the page lacks only the source's metric.
 *
 * <p>Names follow the rules of OpenMetrics: base units, and the unit at the end of the name. A
 * counter is registered without {@code _total} in its name, because the formats add that. One
 * thread adds all metrics before the endpoint starts.
 */
public final class Metrics {
  private static final Logger LOG = System.getLogger(Metrics.class.getName());

  private final PrometheusRegistry registry = new PrometheusRegistry();

  /** Receives the values of a metric with labels. */
  @FunctionalInterface
  public interface Samples {
    /**
     * Adds a value.
     *
     * @param labels a constant for each label, in the order of the labels. The text of a label is
     *     the name of the constant in lower case, without the prefix that the constants of protobuf
     *     have
     */
    void add(double value, Enum<?>... labels);
  }

  /** Adds a value that goes up and down. NaN means that the value is unknown now. */
  public void gauge(String name, String help, DoubleSupplier value) {
    gauge(name, help, List.of(), samples -> samples.add(value.getAsDouble()));
  }

  /** Adds values that go up and down, with labels. */
  public void gauge(String name, String help, List<String> labels, Consumer<Samples> values) {
    Consumer<Samples> tolerant = tolerant(name, values);
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(labels.toArray(String[]::new))
        .callback(callback -> tolerant.accept(skippingUnknown(callback::call)))
        .register(registry);
  }

  /** Adds a number of events since the start of the server. */
  public void counter(String name, String help, LongSupplier count) {
    counter(name, help, List.of(), samples -> samples.add(count.getAsLong()));
  }

  /** Adds numbers of events since the start of the server, with labels. */
  public void counter(String name, String help, List<String> labels, Consumer<Samples> counts) {
    Consumer<Samples> tolerant = tolerant(name, counts);
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(labels.toArray(String[]::new))
        .callback(callback -> tolerant.accept(skippingUnknown(callback::call)))
        .register(registry);
  }

  /**
   * Adds a distribution of values.
   *
   * @param bounds the upper bounds of the buckets, in ascending order; the histogram also has a
   *     bucket without a bound
   * @return the consumer of the values, which is thread-safe and never blocks
   */
  public DoubleConsumer histogram(String name, String help, double... bounds) {
    Histogram histogram =
        Histogram.builder()
            .name(name)
            .help(help)
            .classicOnly()
            .classicUpperBounds(bounds)
            .withoutExemplars()
            .register(registry);
    return histogram::observe;
  }

  /** Adds a constant text, as the label of a metric whose value is always 1. */
  public void info(String name, String help, String label, String value) {
    Info.builder().name(name).help(help).labelNames(label).register(registry).setLabelValues(value);
  }

  /**
   * Adds the memory, the garbage collection and the threads of Java, and the processor time, memory
   * and file descriptors of the process.
   */
  public void addJavaMetrics() {
    JvmRuntimeInfoMetric.builder().register(registry);
    JvmMemoryMetrics.builder().register(registry);
    JvmBufferPoolMetrics.builder().register(registry);
    JvmGarbageCollectorMetrics.builder().register(registry);
    JvmThreadsMetrics.builder().register(registry);
    ProcessMetrics.builder().register(registry);
  }

  /** Reads all values. */
  MetricSnapshots read() {
    return registry.scrape();
  }

  /**
   * Wraps a source. If reading the source fails, the page lacks only those values of this metric
   * that were not read before the failure. The wrapper logs only the first failure.
   */
  private static Consumer<Samples> tolerant(String name, Consumer<Samples> source) {
    AtomicBoolean reported = new AtomicBoolean();
    return samples -> {
      try {
        source.accept(samples);
      } catch (RuntimeException defect) {
        if (!reported.getAndSet(true)) {
          LOG.log(
              Level.ERROR,
              "a metric cannot be read and is left out",
              new IllegalStateException(name, defect));
        }
      }
    };
  }

  private interface LabelledCall {
    void call(double value, String... labels);
  }

  private static Samples skippingUnknown(LabelledCall call) {
    return (value, labels) -> {
      if (!Double.isNaN(value)) {
        String[] texts = new String[labels.length];
        for (int i = 0; i < labels.length; i++) {
          texts[i] = text(labels[i]);
        }
        call.call(value, texts);
      }
    };
  }

  private static String text(Enum<?> constant) {
    String type = constant.getDeclaringClass().getSimpleName();
    String prefix = CaseFormat.UPPER_CAMEL.to(CaseFormat.UPPER_UNDERSCORE, type) + "_";
    String name = constant.name();
    return (name.startsWith(prefix) ? name.substring(prefix.length()) : name)
        .toLowerCase(Locale.ROOT);
  }
}
