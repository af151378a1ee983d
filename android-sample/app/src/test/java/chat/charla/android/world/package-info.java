/**
 * The environment of the stories: a real server, the network to it, the phone, and other
 * identities.
 *
 * <ul>
 *   <li>{@link chat.charla.testkit.ServerProgram} is the packaged server as a separate process,
 *       which can be killed and started again on the same data and port.
 *   <li>{@link chat.charla.android.world.Network} is the network to the server. Its wire can reset
 *       connections, refuse them, or stop forwarding without closing them. Its relay counts
 *       streams, and can use TLS with a certificate of {@link chat.charla.testkit.TestAuthority}. A
 *       {@link chat.charla.android.world.HoldingScript} tells the relay to hold back commands and
 *       frames, or to change frames.
 *   <li>{@link chat.charla.android.world.Phone} is the simulated phone with the app.
 *   <li>{@link chat.charla.android.world.Peer} is another identity in the chat.
 * </ul>
 *
 * <p>Each wait is for a condition, and has a time limit: see {@link chat.charla.testkit.Patience}.
 */
@NullMarked
package chat.charla.android.world;

import org.jspecify.annotations.NullMarked;
