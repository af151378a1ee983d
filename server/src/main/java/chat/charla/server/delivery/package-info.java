/**
 * Handing one event to many: the hot path.
 *
 * <p>A {@link Timeline} is the delivering side of one log. What is committed goes, framed once,
 * into the {@link Segment}s of its {@link Window}, which all readers share. A {@link Subscription}
 * is one reader's cursor: as long as its {@link Outlet} is ready it hands over slices of the
 * window, or, when it is behind the window, chunks of the log. Nothing is queued for anybody and
 * nothing is serialized twice.
 *
 * <p>Owners: a timeline and its windows are written by the core, the one serial executor that
 * decides everything; subscriptions and {@link Reader}s belong to the event loop of their
 * connection. Between the two stand the volatile fields of {@link Segment} and {@link Timeline},
 * and {@link SubscriberGroup}, which wakes the subscriptions of one loop.
 *
 * <p>Readers that are behind share a {@link ReaderLoop}'s turn to read the log, so that those who
 * are live never wait for more than one chunk of theirs.
 *
 * <p>Nothing here knows gRPC: {@link Outlet} is the port.
 */
@NullMarked
package chat.charla.server.delivery;

import org.jspecify.annotations.NullMarked;
