package chat.charla.server.storage.sqlite;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Copies the write-ahead log into the database file, so that the log stays small. The writer's
 * thread calls all methods except {@link #start} and {@link #close}.
 *
 * <p>Each time about {@code pagesBetween} pages were written, the checkpointer runs a PASSIVE
 * checkpoint, on its own thread with its own connection. A PASSIVE checkpoint blocks neither
 * readers nor the writer. Under steady load such a checkpoint never copies the whole log, so SQLite
 * never begins again at the start of the log's file. Therefore the writer runs a RESTART checkpoint
 * between two transactions when the log is larger than {@code maxLogBytes}. This checkpoint has to
 * copy only the pages that were written since the last PASSIVE checkpoint, and does not compete
 * with the writer for the write lock. The log's file keeps its length, because a sync takes half as
 * long if the file size does not change.
 *
 * <p>A long transaction of a reader, such as a backup, prevents a restart until it ends, and the
 * log grows. A RESTART checkpoint would only make the writer wait for the reader. So the writer
 * runs no RESTART checkpoint while the PASSIVE checkpoints cannot copy the newest part of the log.
 */
final class Checkpointer implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Checkpointer.class.getName());
  private static final int PAGE_BYTES = 4096;
  // A write changes one row each in entries, receipts and timelines. Rows of several writes may
  // share a page.
  private static final int PAGES_PER_WRITE = 2;

  private enum State {
    /** The writer counts pages, until a checkpoint is due. */
    IDLE,
    /** A PASSIVE checkpoint is running. The checkpointer's thread sets the next state. */
    RUNNING,
    /** The log is too large. The writer restarts the log and sets the next state. */
    RESTART_DUE
  }

  private final Connections connections;
  private final int pagesBetween;
  private final long maxLogBytes;
  private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(new DaemonThreads("charla-log-checkpointer"));

  /** The writer's thread owns this field. */
  private long pagesWritten;

  /** The checkpointer's thread owns this field. */
  private @Nullable Connection connection;

  Checkpointer(Connections connections, int pagesBetween, long maxLogBytes) {
    this.connections = connections;
    this.pagesBetween = pagesBetween;
    this.maxLogBytes = maxLogBytes;
  }

  /** Counts what the writer has committed, and starts a checkpoint if one is due. */
  void written(int writes, long bytes) {
    pagesWritten += 1 + (long) writes * PAGES_PER_WRITE + bytes / PAGE_BYTES;
    if (pagesWritten >= pagesBetween && start()) {
      pagesWritten = 0;
    }
  }

  /**
   * Starts a checkpoint, unless one is running or the writer must restart the log. Returns whether
   * this call has started one. Any thread may call this method.
   */
  boolean start() {
    boolean starts = state.compareAndSet(State.IDLE, State.RUNNING);
    if (starts) {
      thread.execute(this::checkpoint);
    }
    return starts;
  }

  /** Whether the writer must restart the log before its next transaction. */
  boolean restartDue() {
    return state.get() == State.RESTART_DUE;
  }

  /**
   * The size to which SQLite cuts the log's file when the log is restarted. It is larger than the
   * size at which a restart is due. Otherwise SQLite would cut the file at each restart, and the
   * file would have to grow again.
   */
  long maxFileBytes() {
    return 2 * maxLogBytes;
  }

  /**
   * Called after the writer has tried to restart the log. If the restart has failed, the next
   * checkpoint makes a restart due again.
   */
  void restarted() {
    state.set(State.IDLE);
  }

  /**
   * Copies the rest of the log into the database file. Before the call, the threads of readers and
   * writer must have ended.
   */
  @Override
  public void close() {
    thread.execute(this::finish);
    DaemonThreads.finish(thread);
  }

  private void checkpoint() {
    State next = State.IDLE;
    try {
      Pages pages = run("PASSIVE");
      if (pages.log() * PAGE_BYTES > maxLogBytes && pages.log() - pages.copied() <= pagesBetween) {
        next = State.RESTART_DUE;
      }
    } catch (SQLException e) {
      LOG.log(Level.WARNING, "A checkpoint failed", e);
      closeConnection();
    } finally {
      state.set(next);
    }
  }

  private void finish() {
    try {
      run("TRUNCATE");
    } catch (SQLException e) {
      LOG.log(Level.WARNING, "The last checkpoint failed: the next start will repeat it", e);
    } finally {
      closeConnection();
    }
  }

  /**
   * The pages in the log.
   *
   * @param log how many there are
   * @param copied how many of them are in the database file
   */
  private record Pages(long log, long copied) {}

  /** Runs a checkpoint. */
  private Pages run(String mode) throws SQLException {
    if (connection == null) {
      connection = connections.openCheckpointer();
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(" + mode + ")")) {
      row.next();
      return new Pages(row.getLong("log"), row.getLong("checkpointed"));
    }
  }

  private void closeConnection() {
    if (connection != null) {
      Connection closing = connection;
      connection = null;
      Connections.closeQuietly(closing::close);
    }
  }
}
