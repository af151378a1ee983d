/**
 * The benchmark: starts Charla's server, and servers to compare it with (peers), as processes, and
 * measures them.
 *
 * <p>The most important figure is the server's CPU time per delivery, because other load on the
 * machine changes it little; throughput and latency come second. Reading order:
 *
 * <ol>
 *   <li>{@code loop}: one thread and one selector that drive all connections of all protocols.
 *   <li>{@code http2}: the parts of HTTP/2 and gRPC that a load generator needs.
 *   <li>{@code process}: servers as processes, and their CPU time and memory.
 *   <li>{@code peer}: Charla and its peers behind one interface, which counts every delivery.
 *   <li>{@code scenario}: one class for each measurement.
 *   <li>{@code report}: tables, JSON, percentiles, fitted exponents.
 *   <li>{@code inner}: the three inner loops of a delivery, for JMH.
 * </ol>
 */
@NullMarked
package chat.charla.bench;

import org.jspecify.annotations.NullMarked;
