/**
 * The durable log: what must not be lost, behind an interface that knows nothing of chat.
 *
 * <p>Start with {@link MessageLog}: its Javadoc is the promise that everything else builds on. A
 * {@link TimelineId} names one log, an {@link Append} is what one commit adds, a {@link Tail} says
 * where a log stands and a {@link Chunk} is what a reader gets. Events are opaque bytes here, so
 * that replaying them is a copy.
 *
 * <p>Adapters live in packages below; nothing in the server but its wiring names one.
 */
@NullMarked
package chat.charla.server.log;

import org.jspecify.annotations.NullMarked;
