/**
 * Serial execution and timers: the port {@link Scheduler} and its production implementation, {@link
 * BorrowingScheduler}. Tests implement the same port with virtual time. {@link PacedWork} does work
 * on many items in bounded pieces. {@link FairQueue} limits how many tasks are in progress at once,
 * and lets the others wait in lines that take turns.
 */
@NullMarked
package chat.charla.server.scheduling;

import org.jspecify.annotations.NullMarked;
