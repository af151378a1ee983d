/**
 * Delivery of one event to many readers: the hot path.
 *
 * <p>The chat uses three interfaces: it {@linkplain Delivery opens} a timeline, passes the events
 * of this timeline to the {@link TimelineFeed}, and asks the {@link StreamDelivery} of a stream to
 * follow the timeline. {@link LocalDelivery} is the implementation in this process.
 *
 * <p>The path of an event: a {@link TimelineWindow} is one timeline as its readers see it, and
 * implements its {@link TimelineFeed}. While streams follow the timeline, the {@code
 * TimelineWindow} has {@link Followers}, and these have a {@link Window} of {@link Segment}s, which
 * all readers share. A committed event is framed once and added to the window. Then one {@link
 * SubscriberGroup} for each event loop wakes the readers of that loop. A {@link Subscription} is
 * one reader's cursor: while its {@link Outlet} is ready, the subscription passes on slices of the
 * window or, if the window no longer has the next event, chunks of the log. Nothing is queued for a
 * reader, and nothing is serialized twice.
 *
 * <p>Ownership: the core, the serial executor that makes all decisions, writes the windows; the
 * event loop of a connection owns its subscriptions and its {@link Reader}s, one for each stream.
 * The core and the event loops share only these:
 *
 * <ul>
 *   <li>the volatile fields of {@link Segment}, {@link TimelineWindow} and {@link Followers};
 *   <li>the counts of {@link Followers};
 *   <li>{@link SubscriberGroup}, which wakes the subscriptions of one loop.
 * </ul>
 *
 * <p>The readers of a loop that are behind take turns to read the log ({@link ReaderLoop}). So a
 * live reader never waits for more than one chunk of the log. Readers that are behind by the same
 * events share what the first of them has read ({@link RecentChunk}). While other readers are live,
 * the loop pauses between two chunks ({@link CatchUpPacer}).
 *
 * <p>This package does not know gRPC: {@link Outlet} is the port.
 */
@NullMarked
package chat.charla.server.delivery;

import org.jspecify.annotations.NullMarked;
