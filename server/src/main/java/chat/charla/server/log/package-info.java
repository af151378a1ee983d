/**
 * The durable log, behind an interface that does not depend on the chat.
 *
 * <p>Start with {@link MessageLog}: its Javadoc states the guarantees on which the rest of the
 * server relies. A {@link TimelineId} names one timeline, an {@link Append} is what one commit
 * adds, a {@link Tail} is the state of a timeline and a {@link Chunk} is what a read returns. The
 * log treats events as opaque bytes, so the server can deliver a stored event without parsing it.
 *
 * <p>Adapters are in the packages below {@code storage}; only the server's wiring refers to an
 * adapter.
 */
@NullMarked
package chat.charla.server.log;

import org.jspecify.annotations.NullMarked;
