package chat.charla.server.log.sqlite;

import chat.charla.server.log.MessageLog;
import chat.charla.server.session.SessionStore;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Messages and sessions in a directory of this machine.
 *
 * <p>Constructing it does nothing. What {@link #messages} and {@link #sessions} give can be handed
 * around at once, works between {@link #start} and {@link #close}, and else answers that the
 * storage is unavailable. It is started and closed once, by one thread.
 */
public final class SqliteStorage implements AutoCloseable {
  private final DataDirectory directory;
  private final Connections connections;
  private final Checkpointer checkpointer;
  private final Writer writer;
  private final Readers readers;

  /**
   * Looks up receipts on a thread of its own, so that sends do not wait for readers of the history.
   */
  private final Readers lookups;

  private final Forgetting forgetting;
  private final MessageLog messages;
  private final SessionStore sessions;

  private boolean started;
  private @Nullable DirectoryLock lock;

  /**
   * Storage in this directory, which is made when it is started.
   *
   * @param directory no other running server has it
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
   * Takes the directory and opens what is in it.
   *
   * @throws DataDirectoryException if that cannot be done; nothing is left open then
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
    forgetting.sweep(); // what a stop interrupted; should it fail now, another one will do it
  }

  /**
   * Finishes what was asked for, and gives the directory back. Later calls do nothing. Not to be
   * called where a stage completes: it waits for that thread.
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
