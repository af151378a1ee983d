/**
 * The durable log, behind an interface that knows nothing of chat.
 *
 * <p>Start with {@link MessageLog}: its Javadoc is the promise that the rest of the server relies
 * on. A {@link TimelineId} names one timeline, an {@link Append} is what one commit adds, a {@link
 * Tail} is the state of a timeline and a {@link Chunk} is what a read returns. Events are opaque
 * bytes here, so that replaying them is a copy.
 *
 * <p>Adapters are in the packages below {@code storage}; only the server's wiring refers to an
 * adapter.
 */
@NullMarked
package chat.charla.server.log;

import org.jspecify.annotations.NullMarked;
