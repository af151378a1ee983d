/**
 * The measurements, one class each. Each measurement starts its own servers with empty data
 * folders, so that it does not depend on other measurements. It warms the servers up before it
 * measures them.
 *
 * <p>A {@link chat.charla.bench.scenario.ClosedLoop} keeps a fixed number of texts in flight; an
 * {@link chat.charla.bench.scenario.OpenLoop} sends at a fixed rate without waiting for deliveries.
 */
@NullMarked
package chat.charla.bench.scenario;

import org.jspecify.annotations.NullMarked;
