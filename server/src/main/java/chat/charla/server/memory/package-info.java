/**
 * The memory budget for data of peers. The package depends neither on the chat nor on the
 * transport.
 *
 * <p>There is one {@link chat.charla.server.memory.MemoryBudget} for a server. Each call has a
 * {@link chat.charla.server.memory.MemoryAccount}, to which its holder charges the memory of the
 * call: received parts of its requests, a page that is being built, answers that the peer has not
 * read. The windows of {@link chat.charla.server.delivery} are charged to the same budget.
 *
 * <p>An account counts towards several {@link chat.charla.server.memory.MemoryShare}s: the shares
 * of its connection, of its address, of its /48 if the address is an IPv6 address, and of the
 * server. A reservation that would exceed one of these shares is refused ({@link
 * chat.charla.server.memory.MemoryAccount#reserve}). If the charged bytes exceed a share, the
 * server aborts a call, in the order of {@link chat.charla.server.memory.CallStanding}.
 */
@NullMarked
package chat.charla.server.memory;

import org.jspecify.annotations.NullMarked;
