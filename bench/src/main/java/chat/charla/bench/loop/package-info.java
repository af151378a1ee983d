/**
 * An event loop: one thread and one selector for all connections. So the same code drives every
 * protocol, and the load generator uses only one core.
 *
 * <p>Not thread-safe: only the thread that runs the loop may use this package.
 */
@NullMarked
package chat.charla.bench.loop;

import org.jspecify.annotations.NullMarked;
