/**
 * Who runs what, and when: the {@link Scheduler} port and its production form, the {@link
 * BorrowingScheduler}. Tests put virtual time behind the same port.
 */
@NullMarked
package chat.charla.server.scheduling;

import org.jspecify.annotations.NullMarked;
