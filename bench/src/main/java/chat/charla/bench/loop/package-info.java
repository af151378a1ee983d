/**
 * One thread and one selector for all connections, so that every protocol is driven by the same
 * code, and the load generator leaves the other core to the server.
 *
 * <p>Nothing here may be used by another thread than the one that runs the loop.
 */
@NullMarked
package chat.charla.bench.loop;

import org.jspecify.annotations.NullMarked;
