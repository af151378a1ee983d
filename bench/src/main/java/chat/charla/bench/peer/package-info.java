/**
 * Charla and what it is compared with, behind one interface: a {@link chat.charla.bench.peer.Peer}
 * is a server process, a {@link chat.charla.bench.peer.Room} is one sender and its readers in it.
 *
 * <p>Each protocol is spoken as far as joining, sending and counting need it. Every text begins
 * with its number, and it is this number, at the place where the protocol says that the text
 * begins, that is counted: no byte of the framing can be mistaken for a delivery. {@link
 * chat.charla.bench.peer.Tally} demands every number of every reader, once and in order.
 *
 * <p>The configurations of the peers are resources beside these classes.
 */
@NullMarked
package chat.charla.bench.peer;

import org.jspecify.annotations.NullMarked;
