/**
 * Serial execution and timers: the port {@link Scheduler} and its production implementation, {@link
 * BorrowingScheduler}. Tests implement the same port with virtual time.
 */
@NullMarked
package chat.charla.server.scheduling;

import org.jspecify.annotations.NullMarked;
