/**
 * Delivery of one event to many readers: the hot path.
 *
 * <p>A {@link Timeline} is the delivering side of one timeline of the log. A committed event is
 * framed once and added to the {@link Segment}s of its {@link Window}, which all readers share. A
 * {@link Subscription} is one reader's cursor: while its {@link Outlet} is ready, it passes on
 * slices of the window or, if it is behind the window, chunks of the log. Nothing is queued for a
 * reader, and nothing is serialized twice.
 *
 * <p>Ownership: the core, the serial executor that makes all decisions, writes timelines and their
 * windows; the event loop of a connection owns its subscriptions and its {@link Reader}. The two
 * sides meet at the volatile fields of {@link Segment} and {@link Timeline}, and at {@link
 * SubscriberGroup}, which wakes the subscriptions of one loop.
 *
 * <p>The readers of a loop that are behind take turns to read the log ({@link ReaderLoop}), so that
 * live readers never wait for more than one of their chunks.
 *
 * <p>This package does not know gRPC: {@link Outlet} is the port.
 */
@NullMarked
package chat.charla.server.delivery;

import org.jspecify.annotations.NullMarked;
