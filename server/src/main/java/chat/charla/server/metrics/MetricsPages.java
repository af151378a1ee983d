package chat.charla.server.metrics;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes pages of the metrics in the format that a client accepts. This class reads the values at
 * most once in {@link #LIFETIME}, and meanwhile gives each client the same page. So the cost does
 * not depend on the number of requests. Used by one thread.
 */
final class MetricsPages {
  /** How long clients get the same page. */
  static final Duration LIFETIME = Duration.ofSeconds(1);

  private final Metrics metrics;
  private final LongSupplier nanoTime;
  private final ExpositionFormats formats = ExpositionFormats.init();
  private final Map<String, Page> pages = new HashMap<>();
  private @Nullable MetricSnapshots values;
  private long readAt;

  /**
   * A page. Its bytes never change.
   *
   * @param contentType the value of the header {@code content-type}
   */
  @SuppressWarnings("ArrayRecordComponent") // shared by all clients, and never compared
  record Page(String contentType, byte[] bytes) {}

  /**
   * Creates the pages of these metrics.
   *
   * @param nanoTime a monotonic clock
   */
  MetricsPages(Metrics metrics, LongSupplier nanoTime) {
    this.metrics = metrics;
    this.nanoTime = nanoTime;
  }

  /**
   * The page for a client.
   *
   * @param accept the value of the client's header {@code accept}; null if there is none
   */
  Page page(@Nullable String accept) {
    long now = nanoTime.getAsLong();
    MetricSnapshots present = values;
    if (present == null || now - readAt >= LIFETIME.toNanos()) {
      present = metrics.read();
      values = present;
      readAt = now;
      pages.clear();
    }
    ExpositionFormatWriter writer = writer(accept);
    Page known = pages.get(writer.getContentType());
    if (known == null) {
      known = write(writer, present);
      pages.put(known.contentType(), known);
    }
    return known;
  }

  /**
   * Chooses the format. The library would choose protobuf for a client that accepts it, but this
   * server does not include that format.
   */
  private ExpositionFormatWriter writer(@Nullable String accept) {
    ExpositionFormatWriter openMetrics = formats.getOpenMetricsTextFormatWriter();
    return accept != null && openMetrics.accepts(accept)
        ? openMetrics
        : formats.getPrometheusTextFormatWriter();
  }

  private static Page write(ExpositionFormatWriter writer, MetricSnapshots values) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(32 * 1024);
    try {
      // No name and no label of this server needs an escape, so all schemes give the same page.
      writer.write(bytes, values, EscapingScheme.UNDERSCORE_ESCAPING);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return new Page(writer.getContentType(), bytes.toByteArray());
  }
}
