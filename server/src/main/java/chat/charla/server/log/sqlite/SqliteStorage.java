package chat.charla.server.log.sqlite;

import chat.charla.server.log.MessageLog;
import chat.charla.server.session.SessionStore;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Stores messages and sessions in a directory of this machine.
 *
 * <p>The constructor opens nothing. The objects that {@link #messages} and {@link #sessions} return
 * can be passed on at once. They work between {@link #start} and {@link #close}; before and
 * afterwards they answer that the storage is unavailable. One thread starts and closes the storage,
 * once.
 */
public final class SqliteStorage implements AutoCloseable {
  private final DataDirectory directory;
  private final Connections connections;
  private final Checkpointer checkpointer;
  private final Writer writer;
  private final Readers readers;

  /** Looks up receipts on a separate thread, so that sends do not wait for reads of the history. */
  private final Readers lookups;

  private final Forgetting forgetting;
  private final MessageLog messages;
  private final SessionStore sessions;

  private boolean started;
  private @Nullable DirectoryLock lock;

  /**
   * Storage in this directory, which {@link #start} creates if it is missing.
   *
   * @param directory must not be in use by another server
   */
  public SqliteStorage(Path directory) {
    this(directory, Database::new, Tuning.DEFAULT);
  }

  SqliteStorage(Path path, Function<Path, Connections> connectionsTo, Tuning tuning) {
    directory = new DataDirectory(path);
    connections = connectionsTo.apply(directory.database());
    checkpointer = new Checkpointer(connections, tuning.checkpointPages(), tuning.maxLogBytes());
    writer =
        new Writer(
            connections, checkpointer, new WriteQueue(tuning.groupWrites(), tuning.groupBytes()));
    readers = new Readers(connections, tuning.readers(), "charla-log-reader");
    lookups = new Readers(connections, 1, "charla-log-lookup");
    forgetting = new Forgetting(writer);
    messages = new SqliteMessageLog(writer, readers, lookups, forgetting);
    sessions = new SqliteSessionStore(writer, readers);
  }

  public MessageLog messages() {
    return messages;
  }

  public SessionStore sessions() {
    return sessions;
  }

  /**
   * Locks the directory and opens the database.
   *
   * @throws DataDirectoryException if that fails; nothing is left open then
   */
  public void start() {
    if (started) {
      throw new IllegalStateException("started before");
    }
    started = true;
    directory.create();
    DirectoryLock acquired = directory.lock();
    boolean usable = false;
    try {
      NativeLibrary.load(directory.nativeLibrary());
      Schema.prepare(connections, directory.database());
      usable = true;
    } finally {
      if (!usable) {
        acquired.close();
      }
    }
    lock = acquired;
    writer.start();
    readers.start();
    lookups.start();
    forgetting.sweep(); // what the last stop interrupted; if it fails now, a later sweep does it
  }

  /**
   * Completes all pending calls and unlocks the directory. Later calls do nothing. Must not be
   * called on a thread that completes a stage: it waits for these threads.
   */
  @Override
  public void close() {
    if (lock == null) {
      return;
    }
    writer.close();
    readers.close();
    lookups.close();
    checkpointer.close();
    lock.close();
    lock = null;
  }
}
