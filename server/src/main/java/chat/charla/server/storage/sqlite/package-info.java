/**
 * The embedded storage: messages and records of identities in one SQLite database in one directory.
 *
 * <p>Start with {@link SqliteStorage}, which owns all other objects of this package, and is the
 * only class that the wiring uses.
 *
 * <ul>
 *   <li><b>The directory.</b> {@link DataDirectory} creates it, {@link DirectoryLock} keeps a
 *       second server out of it, {@link Database} opens connections to the database file, {@link
 *       Schema} checks its format, and {@link Migrations} bring it to the latest. A failure here is
 *       a {@link chat.charla.server.storage.StorageException}: one line and a hint.
 *   <li><b>Writing.</b> A {@link Write} waits in the {@link WriteQueue}. The {@link Writer}'s only
 *       thread takes all waiting writes and applies them in one transaction of one {@link
 *       WriteConnection}, with one sync. A write is refused without leaving a change, so a refusal
 *       does not affect the other writes of the transaction. If a transaction fails, all of its
 *       writes fail, and the next transaction uses a new connection: the writer keeps no state
 *       between transactions except in the tables.
 *   <li><b>Reading.</b> {@link Readers} have a few threads with read-only connections. A read is
 *       one short transaction, because an open one would keep SQLite from restarting the
 *       write-ahead log.
 *   <li><b>The write-ahead log</b> is copied into the database file in the background, by the
 *       {@link Checkpointer}.
 *   <li><b>Rows.</b> The SQL is in {@link Tables}, with a class for each table; the rules are in
 *       {@link AppendOperation}, {@link IdentityRemoval} and {@link SqliteIdentityStore}.
 * </ul>
 *
 * <p>This process must not read {@code charla.db} by other means than SQLite: closing any file
 * descriptor of it would release SQLite's locks.
 */
@NullMarked
package chat.charla.server.storage.sqlite;

import org.jspecify.annotations.NullMarked;
