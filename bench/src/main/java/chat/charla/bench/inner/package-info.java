/**
 * Measures the three inner loops of a delivery with JMH: adding an event to the window, making a
 * message from a slice, and one pass over a room's subscriptions. The loops use the server's own
 * classes, without network or disk.
 */
@NullMarked
package chat.charla.bench.inner;

import org.jspecify.annotations.NullMarked;
