/**
 * Fatal failures: {@link ProcessEnd} ends the process, and {@link Indivisible} marks the changes in
 * which a defect is fatal.
 *
 * <p>After a failure of the virtual machine, usually an OutOfMemoryError, any task may be
 * incomplete, in our code or in a library. Then the state in memory cannot be trusted, but the
 * state on disk can. So the process ends, and a supervisor restarts it. The process also ends after
 * a defect of the server that leaves a change of shared state incomplete. Other defects affect one
 * caller, which gets the refusal INTERNAL.
 */
@NullMarked
package chat.charla.server.fatal;

import org.jspecify.annotations.NullMarked;
