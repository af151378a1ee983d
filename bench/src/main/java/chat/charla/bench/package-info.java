/**
 * The benchmark: what the server costs, and what its peers cost, measured as processes.
 *
 * <p>The figure that counts is the server's CPU per delivery, because it stays the same on a
 * machine that has other work; throughput and latency come second. Read in this order:
 *
 * <ol>
 *   <li>{@code loop}: one thread and one selector, which drive every connection of every protocol.
 *   <li>{@code http2}: the little of HTTP/2 and gRPC that a load generator needs.
 *   <li>{@code process}: servers as processes, their CPU and memory.
 *   <li>{@code peer}: Charla and its peers behind one interface, which counts every delivery.
 *   <li>{@code scenario}: one class for each measurement.
 *   <li>{@code report}: tables, JSON, percentiles, fitted exponents.
 *   <li>{@code inner}: the three inner loops of a delivery, for JMH.
 * </ol>
 */
@NullMarked
package chat.charla.bench;

import org.jspecify.annotations.NullMarked;
