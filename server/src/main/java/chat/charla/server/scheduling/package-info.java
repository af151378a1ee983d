/**
 * Serial execution and timers: the port {@link Scheduler} and its production implementation, {@link
 * BorrowingScheduler}. Tests implement the same port with virtual time. {@link PacedWork} works on
 * many items, a few at a time. {@link FairQueue} limits how many tasks are in progress at once; the
 * other tasks wait in lines that take turns.
 */
@NullMarked
package chat.charla.server.scheduling;

import org.jspecify.annotations.NullMarked;
