/**
 * The time by which the server measures the ages of what it keeps.
 *
 * <p>The wall clock cannot measure ages: it may be wrong when the server starts, or be set while
 * the server runs, and a restored backup is old at once. {@link ObservedTime} counts the time that
 * the server has run, and at most a day of each stop. So a wrong clock at one start makes nothing
 * older by more than a day. The server stores a {@link ClockMark} now and then through the port
 * {@link ClockStore}, and continues from the last mark after a restart. {@link ClockWatch} stores
 * the marks, and tells the operator when the wall clock has jumped.
 */
@NullMarked
package chat.charla.server.clock;

import org.jspecify.annotations.NullMarked;
