/**
 * The port for durable storage, which an adapter for each database implements.
 *
 * <p>Start with {@link Storage}: it provides the {@link chat.charla.server.log.MessageLog}, the
 * {@link chat.charla.server.identity.IdentityStore}, the {@link
 * chat.charla.server.invitation.InvitationStore}, the {@link chat.charla.server.clock.ClockStore}
 * and the {@link chat.charla.server.ban.AddressBanStore}. The server's wiring starts and closes the
 * storage. If a storage cannot start, it throws a {@link StorageException} with a message and a
 * hint for the operator. {@link WatchedStorage} wraps any storage and reports to {@link
 * chat.charla.server.health.Health}. Its log passes no damaged event on ({@link CheckedLog}); a
 * {@link StoredFormat} recognises damaged events.
 *
 * <p>Each adapter has a package below this one. Only the server's wiring names an adapter. The
 * generated package {@code storage.v1} defines the bytes of the records. Adapters do not parse
 * these bytes.
 *
 * <p>Where to store something new:
 *
 * <ul>
 *   <li>A value of one identity or one room is a field of its record, {@code StoredIdentity} or
 *       {@code StoredRoom}. That needs no new format. To change a room's record together with its
 *       timeline, add the record to {@code Append.Part}.
 *   <li>A value of one message that is not part of its event, such as the time of its receipt, is
 *       an argument of the append. The adapter stores it in a column of its receipts.
 *   <li>A value of the whole server, such as the last mark of the clock or the end of a ban, is a
 *       number in the adapter's table of numbers. The package that uses the value has a port for
 *       it.
 *   <li>A change of a timeline without an append, such as trimming it, is a separate method of
 *       {@code MessageLog}, as {@code removeUnused} is.
 * </ul>
 */
@NullMarked
package chat.charla.server.storage;

import org.jspecify.annotations.NullMarked;
