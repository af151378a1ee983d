/**
 * The three inner loops of a delivery, measured alone with JMH: to frame an event into the window,
 * to make a message of a slice of it, and to drain a pass over a room's subscriptions. They use the
 * server's own classes, without a network or a disk.
 */
@NullMarked
package chat.charla.bench.inner;

import org.jspecify.annotations.NullMarked;
