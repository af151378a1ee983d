/**
 * One thread and one selector for all connections, so that the same code drives every protocol, and
 * the load generator leaves the other core to the server.
 *
 * <p>Not thread-safe: only the thread that runs the loop may use this package.
 */
@NullMarked
package chat.charla.bench.loop;

import org.jspecify.annotations.NullMarked;
