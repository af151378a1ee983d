/**
 * How the process ends when it cannot go on: {@link ProcessEnd}; and which defects are such that it
 * cannot: {@link Indivisible}.
 *
 * <p>When the virtual machine fails, by running out of memory above all, any task may have stopped
 * midway, in our code or in a library's. What the process holds in memory is not to be trusted
 * then, and what is on disk is: so the process ends, and a supervisor starts another. The same goes
 * for a defect of ours that stops a change midway. Other defects concern one caller, and end with
 * an answer to it.
 */
@NullMarked
package chat.charla.server.fatal;

import org.jspecify.annotations.NullMarked;
