/**
 * The time by which the server measures ages, for example of identities.
 *
 * <p>The wall clock cannot be used for this: it may be wrong when the server starts, it may be
 * changed while the server runs, and by the wall clock a restored backup would be old at once.
 * {@link ObservedTime} counts the time that the server has run, and at most a day of each stop. So
 * a wrong clock at one start adds at most a day to an age. The server periodically stores a {@link
 * ClockMark} through the port {@link ClockStore}, and continues from the last mark after a restart.
 * {@link ClockWatch} stores the marks, and tells the operator when the wall clock has jumped.
 */
@NullMarked
package chat.charla.server.clock;

import org.jspecify.annotations.NullMarked;
