/**
 * How much memory peers can make the server hold. It knows no chat and no transport.
 *
 * <p>There is one {@link chat.charla.server.memory.MemoryBudget} for a server. Each call has a
 * {@link chat.charla.server.memory.MemoryAccount}, to which its holder charges what the server
 * holds for the call: what has arrived of its requests, a page that is being built, answers that
 * the peer has not taken. The windows of {@link chat.charla.server.delivery} are charged to the
 * same budget.
 *
 * <p>An account counts towards several {@link chat.charla.server.memory.MemoryShare}s: that of its
 * connection, that of its address, of IPv6 that of its /48, and the whole server. What is about to
 * be held is refused if it exceeds one of them ({@link
 * chat.charla.server.memory.MemoryAccount#reserve}). Where what is held already exceeds one, a call
 * is given up, in the order of {@link chat.charla.server.memory.Standing}.
 */
@NullMarked
package chat.charla.server.memory;

import org.jspecify.annotations.NullMarked;
