/**
 * The environment of the stories: a real server, the network to it, the phone, and other
 * identities.
 *
 * <ul>
 *   <li>{@link chat.charla.testkit.ServerProgram} is the packaged server as a separate process,
 *       which can be killed and started again on the same data and port.
 *   <li>{@link chat.charla.android.world.Network} is the network to the server. Its wire resets
 *       connections, refuses them, or stops forwarding without notice. Its relay counts streams,
 *       holds frames back and changes them by a {@link chat.charla.android.world.HoldingScript},
 *       and can use TLS with a certificate of {@link chat.charla.testkit.TestAuthority}.
 *   <li>{@link chat.charla.android.world.Peer} is another identity in the chat.
 * </ul>
 *
 * <p>All waits have a limit, and no wait is for a fixed time: see {@link
 * chat.charla.testkit.Patience}.
 */
@NullMarked
package chat.charla.android.world;

import org.jspecify.annotations.NullMarked;
