/**
 * The embedded storage: one SQLite database in one directory, with messages, the records of
 * identities and invitations, the last mark of the clock, and the bans of addresses.
 *
 * <p>Start with {@link SqliteStorage}, which owns the other objects of a server. Besides it, the
 * wiring uses {@link SqliteBackup}, {@link SqliteRestore} and {@link DatabaseCheck}.
 *
 * <ul>
 *   <li><b>The directory.</b> {@link DataDirectory} creates it, and {@link DirectoryLock} prevents
 *       a second server from using it. {@link Database} opens connections to the database file,
 *       {@link Schema} checks the file's format, and {@link Migrations} bring the file to the
 *       latest format. If one of these fails, the operator gets the message and the hint of a
 *       {@link chat.charla.server.storage.StorageException}.
 *   <li><b>Writing.</b> A {@link Write} waits in the {@link WriteQueue}. The {@link Writer}'s only
 *       thread takes all waiting writes and applies them in one transaction of one {@link
 *       WriteConnection}, with one sync. A refused write leaves no change, so a refusal does not
 *       affect the other writes of the transaction. If a transaction fails, all of its writes fail,
 *       and the next transaction uses a new connection. Between transactions, the writer keeps
 *       state only in the tables.
 *   <li><b>Reading.</b> {@link Readers} have a few threads with read-only connections. Each read is
 *       one short transaction, because an open transaction would prevent SQLite from restarting the
 *       write-ahead log.
 *   <li><b>The write-ahead log.</b> The {@link Checkpointer} copies it into the database file in
 *       the background.
 *   <li><b>Copies.</b> {@link SqliteBackup} and {@link SqliteRestore} run in another process than
 *       the server. {@link PartialFile} holds a backup until it is complete, and {@link
 *       Replacement} replaces the database. {@link CopyMark} marks a copy, so that the next start
 *       of a server gives every timeline a new epoch.
 *   <li><b>Free space.</b> {@link FileShrinking} returns it to the file system.
 *   <li><b>Damage.</b> {@link TimelineDamage} finds timelines that cannot be used, when the server
 *       starts. {@link DatabaseCheck} checks and repairs the database of a stopped server, in one
 *       {@link CheckTransaction}.
 *   <li><b>Rows.</b> The SQL is in {@link Tables}, which has a class for each table. The rules are
 *       in {@link AppendOperation}, {@link Trimming}, {@link IdentityRemoval}, {@link
 *       SqliteIdentityStore} and {@link SqliteClockStore}.
 * </ul>
 *
 * <p>This process must read {@code charla.db} only with SQLite. Closing any other file descriptor
 * of the file would release SQLite's locks.
 */
@NullMarked
package chat.charla.server.storage.sqlite;

import org.jspecify.annotations.NullMarked;
