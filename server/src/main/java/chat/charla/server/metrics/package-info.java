/**
 * Figures about the server for Prometheus and programs like it, in the formats OpenMetrics and
 * Prometheus text.
 *
 * <p>{@link chat.charla.server.metrics.Metrics} holds the exported metrics. It reads most figures
 * from the features only when a page is made, so the metrics cost nothing between pages. {@link
 * chat.charla.server.metrics.MetricsPages} makes a page at most once a second, however many clients
 * ask for it. {@link chat.charla.server.metrics.MetricsEndpoint} answers HTTP requests on a
 * separate thread, with bounds on their number, size and time ({@link
 * chat.charla.server.metrics.ScrapeSlots}, {@link chat.charla.server.metrics.ScrapeHandler}).
 *
 * <p>No feature depends on this package. Features have methods that return plain numbers, and
 * {@code chat.charla.server.ServerMetrics} gives each number its name. A label is always a constant
 * of an enum, so that no client can add a series.
 */
@NullMarked
package chat.charla.server.metrics;

import org.jspecify.annotations.NullMarked;
