package chat.charla.server.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.RecordedLog;
import chat.charla.v1.ErrorReason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a page says, in which format, and how often values are read. */
class MetricsPagesTest {
  private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0";

  @RegisterExtension final RecordedLog log = new RecordedLog(Metrics.class.getName());

  private final AtomicLong now = new AtomicLong(-5);
  private final Metrics metrics = new Metrics();
  private final MetricsPages pages = new MetricsPages(metrics, now::get);

  private enum Colour {
    DARK_RED
  }

  @Test
  void aClientThatAcceptsOpenMetricsGetsIt() {
    metrics.counter("charla_events", "Events.", () -> 3);

    MetricsPages.Page page = pages.page(OPEN_METRICS + ";q=0.5,text/plain;version=0.0.4;q=0.3");

    assertTrue(page.contentType().startsWith("application/openmetrics-text"), page.contentType());
    assertEquals(
        """
        # TYPE charla_events counter
        # HELP charla_events Events.
        charla_events_total 3.0
        # EOF
        """,
        text(page));
  }

  /** This is what Prometheus sends if it is told to prefer protobuf. */
  @Test
  void aClientThatPrefersProtobufGetsAnotherFormatThatItAccepts() {
    String protobuf =
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";
    String also = ";q=0.6,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5";

    assertTrue(pages.page(protobuf + also).contentType().startsWith("application/openmetrics"));
    assertTrue(pages.page(protobuf).contentType().startsWith("text/plain"));
  }

  @Test
  void anyOtherClientGetsTheFormatOfPrometheus() {
    metrics.gauge("charla_streams", "Streams.", () -> 2);

    for (String accept : List.of("", "*/*", "text/html", "text/plain", "nonsense/;;,q=")) {
      MetricsPages.Page page = pages.page(accept);

      assertTrue(page.contentType().startsWith("text/plain"), page.contentType());
      assertTrue(text(page).contains("\ncharla_streams 2.0\n"), text(page));
    }
    assertSame(pages.page(null), pages.page("text/plain"));
  }

  /** However often clients ask, the server reads its values only once a second. */
  @Test
  void valuesAreReadAtMostOnceASecond() {
    AtomicInteger reads = new AtomicInteger();
    metrics.gauge("charla_reads", "Reads.", reads::incrementAndGet);

    MetricsPages.Page first = pages.page(null);
    now.addAndGet(Duration.ofMillis(999).toNanos());

    assertSame(first, pages.page(null));
    assertTrue(text(pages.page(OPEN_METRICS)).contains("charla_reads 1.0\n"));
    now.addAndGet(Duration.ofMillis(1).toNanos());
    assertNotSame(first, pages.page(null));
    assertTrue(text(pages.page(OPEN_METRICS)).contains("charla_reads 2.0\n"));
  }

  @Test
  void labelsAreTheNamesOfConstants() {
    metrics.counter(
        "charla_paints",
        "Paints.",
        List.of("colour", "reason"),
        samples -> samples.add(1, Colour.DARK_RED, ErrorReason.ERROR_REASON_NAME_TAKEN));

    assertTrue(
        text(pages.page(null))
            .contains("charla_paints_total{colour=\"dark_red\",reason=\"name_taken\"} 1.0\n"));
  }

  @Test
  void anUnknownValueIsLeftOut() {
    metrics.gauge("charla_unknown", "Unknown.", () -> Double.NaN);
    metrics.gauge("charla_known", "Known.", () -> 0);

    String page = text(pages.page(null));

    assertFalse(page.contains("\ncharla_unknown "), page);
    assertTrue(page.contains("\ncharla_known 0.0\n"), page);
  }

  /** If reading one value fails, the operator still gets all other values and alerts. */
  @Test
  void onlyTheValueThatCannotBeReadIsLeftOut() {
    metrics.gauge(
        "charla_broken",
        "Broken.",
        () -> {
          throw new IllegalStateException("a defect");
        });
    metrics.counter("charla_overflown", "Overflown.", () -> Integer.MIN_VALUE);
    metrics.gauge("charla_known", "Known.", () -> 0);

    String page = text(pages.page(null));
    now.addAndGet(MetricsPages.LIFETIME.toNanos());

    assertEquals(page, text(pages.page(null)));
    assertFalse(page.contains("\ncharla_broken "), page);
    assertFalse(page.contains("\ncharla_overflown"), page);
    assertTrue(page.contains("\ncharla_known 0.0\n"), page);
    assertEquals(2, log.lines().all().size(), "each is reported once");
  }

  @Test
  void aHistogramHasItsBucketsAndNoOthers() {
    DoubleConsumer seconds = metrics.histogram("charla_seconds", "Seconds.", 1, 2);
    seconds.accept(1);
    seconds.accept(5);

    assertTrue(
        text(pages.page(null))
            .contains(
                """
                charla_seconds_bucket{le="1.0"} 1
                charla_seconds_bucket{le="2.0"} 1
                charla_seconds_bucket{le="+Inf"} 2
                charla_seconds_count 2
                charla_seconds_sum 6.0
                """));
  }

  private static String text(MetricsPages.Page page) {
    return new String(page.bytes(), StandardCharsets.UTF_8);
  }
}
