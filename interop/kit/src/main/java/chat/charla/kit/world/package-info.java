/**
 * What a scenario runs with: a real server process, the client program under test, and between them
 * a network that fails on command.
 *
 * <pre>
 *   client program ── Wire ── Relay ── server process
 *                     bytes   calls
 * </pre>
 *
 * <p>{@link chat.charla.testkit.network.Wire} fails as a network does: it resets connections, and
 * drops, delays and throttles bytes. {@link chat.charla.testkit.network.Relay} sees calls and
 * frames: it records what the client sends, and can drop, hold, change or insert a frame. {@link
 * chat.charla.kit.world.ContractCalls} parses the relayed bytes. {@link
 * chat.charla.kit.world.OtherClient} is another client, which connects directly to the server.
 * {@link chat.charla.kit.world.Stage} holds all of them for one run of a scenario.
 */
@NullMarked
package chat.charla.kit.world;

import org.jspecify.annotations.NullMarked;
