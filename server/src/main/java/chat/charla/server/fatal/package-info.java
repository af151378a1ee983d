/**
 * How the process ends when it cannot go on: {@link ProcessEnd}.
 *
 * <p>When the virtual machine fails, by running out of memory above all, any task may have stopped
 * midway, in our code or in a library's. What the process holds in memory is not to be trusted
 * then, and what is on disk is: so the process ends, and a supervisor starts another.
 */
@NullMarked
package chat.charla.server.fatal;

import org.jspecify.annotations.NullMarked;
