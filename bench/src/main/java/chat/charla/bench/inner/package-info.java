/**
 * Measures the three inner loops of a delivery with JMH: framing an event into the window, making a
 * message of a slice, and one pass over a room's subscriptions. They use the server's own classes,
 * without network and disk.
 */
@NullMarked
package chat.charla.bench.inner;

import org.jspecify.annotations.NullMarked;
