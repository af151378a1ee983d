/**
 * The embedded storage: messages and sessions in one SQLite database, in one directory.
 *
 * <p>Start with {@link SqliteStorage}, which owns everything here and is all that the wiring sees.
 *
 * <ul>
 *   <li><b>The directory.</b> {@link DataDirectory} makes it, {@link DirectoryLock} keeps a second
 *       server out of it, {@link Database} opens connections to the file in it and {@link Schema}
 *       knows what is in the file. What goes wrong here is a {@link DataDirectoryException}: one
 *       line and a hint.
 *   <li><b>Writing.</b> A {@link Write} waits in the {@link WriteQueue}. The {@link Writer}'s one
 *       thread takes all that wait, applies them in one transaction of one {@link WriteConnection},
 *       and pays for one sync. A refused write has looked before it wrote, so that its neighbours
 *       are not disturbed. A failed transaction fails all of its writes, and the next one begins on
 *       a fresh connection: nothing that the writer knows outlives a transaction but in the tables.
 *   <li><b>Reading.</b> {@link Readers} have a few threads with read-only connections. A read is
 *       one short transaction, since an open one would keep the write-ahead log from being reused.
 *   <li><b>The write-ahead log</b> goes to the database in the background, by the {@link
 *       Checkpointer}.
 *   <li><b>Rows.</b> {@link Tables} are the SQL, a class for each table; {@link Appending}, {@link
 *       Forgetting} and {@link SqliteSessionStore} are the rules.
 * </ul>
 *
 * <p>Reading {@code charla.db} by other means than SQLite in this process is forbidden: closing any
 * file descriptor of it would drop SQLite's locks.
 */
@NullMarked
package chat.charla.server.log.sqlite;

import org.jspecify.annotations.NullMarked;
