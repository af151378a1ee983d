/**
 * Fatal failures: {@link ProcessEnd} ends the process, and {@link Indivisible} marks the changes in
 * which a defect is fatal.
 *
 * <p>After a failure of the virtual machine, usually an OutOfMemoryError, any task may be
 * incomplete, in our code or in a library. The state in memory cannot be trusted then, but the
 * state on disk can. So the process ends, and a supervisor restarts it. The same applies to a
 * defect of ours that leaves a change of shared state incomplete. Other defects affect one caller,
 * which gets the refusal INTERNAL.
 */
@NullMarked
package chat.charla.server.fatal;

import org.jspecify.annotations.NullMarked;
