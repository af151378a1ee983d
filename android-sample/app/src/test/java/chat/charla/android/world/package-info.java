/**
 * The world that the stories play in: a real server, the network to it, and other people.
 *
 * <ul>
 *   <li>{@link chat.charla.android.world.ServerProcess} is the packaged server in a process of its
 *       own, which can be killed and started again on the same data and port.
 *   <li>{@link chat.charla.android.world.Wire} is the network, at the level of bytes: it breaks
 *       connections, refuses them, or lets them fall silent. {@link
 *       chat.charla.android.world.Relay} is a man in the middle at the level of gRPC: it counts
 *       streams, holds frames back and changes them, and speaks TLS with {@link
 *       chat.charla.android.world.Certificates}.
 *   <li>{@link chat.charla.android.world.Peer} is somebody else in the chat.
 * </ul>
 *
 * <p>Nothing here waits without a limit, and nothing waits for time to pass: see {@link
 * chat.charla.testkit.Patience}.
 */
@NullMarked
package chat.charla.android.world;

import org.jspecify.annotations.NullMarked;
