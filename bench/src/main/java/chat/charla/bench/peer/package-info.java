/**
 * Charla and its peers behind one interface: a {@link chat.charla.bench.peer.Peer} is a server
 * process, a {@link chat.charla.bench.peer.Room} is one author and its readers on that server.
 *
 * <p>Each protocol is implemented as far as joining, sending and counting need it. Every text
 * begins with its number. The benchmark finds the beginning of each text by the protocol's framing,
 * and reads the number there. So no part of the framing can be mistaken for a delivery. {@link
 * chat.charla.bench.peer.Tally} checks that every reader gets every number once and in order.
 *
 * <p>The configurations of NATS and Centrifugo are resources beside these classes.
 */
@NullMarked
package chat.charla.bench.peer;

import org.jspecify.annotations.NullMarked;
