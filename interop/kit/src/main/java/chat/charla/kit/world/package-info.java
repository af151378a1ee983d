/**
 * What a scenario plays with: a real server process, the client program under test, and between
 * them a network that fails on order.
 *
 * <pre>
 *   client program ── Wire ── Relay ── server process
 *                     bytes   calls
 * </pre>
 *
 * <p>{@link chat.charla.kit.world.Wire} fails as a network does: it cuts, swallows, delays and
 * throttles bytes. {@link chat.charla.kit.world.Relay} sees calls and frames: it records what the
 * client sends, and can lose, hold, change or invent a frame. {@link chat.charla.kit.world.Peer} is
 * another participant, connected directly. {@link chat.charla.kit.world.Stage} holds all of them
 * for one play of one scenario.
 */
@NullMarked
package chat.charla.kit.world;

import org.jspecify.annotations.NullMarked;
