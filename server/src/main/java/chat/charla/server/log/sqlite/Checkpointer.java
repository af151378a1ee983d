package chat.charla.server.log.sqlite;

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
 * Brings the write-ahead log to the database, so that it stays small.
 *
 * <p>After about so many pages it runs a PASSIVE checkpoint, on its own thread with its own
 * connection, which disturbs nobody. Under steady load such a checkpoint never catches up, and the
 * log is never begun anew. So once the log is past a bound, the writer is told to have it begun
 * anew (RESTART), between two transactions: only what was written since the last PASSIVE checkpoint
 * is left to do then, and that the writer does it itself means that it needs not compete for the
 * lock. The file keeps its length: a sync of what overwrites has no change of the file's size to
 * bring to the disk as well, and costs half.
 */
final class Checkpointer implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Checkpointer.class.getName());
  private static final int PAGE_BYTES = 4096;
  // A row in each of entries, receipts and timelines, with some of the pages shared.
  private static final int PAGES_PER_WRITE = 2;

  private enum State {
    /** Counting pages. Left by the writer. */
    IDLE,
    /** A checkpoint is running. Left by it. */
    RUNNING,
    /** The log is too large. Left by the writer. */
    RESTART_DUE
  }

  private final Connections connections;
  private final int pagesBetween;
  private final long maxLogBytes;
  private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(new DaemonThreads("charla-log-checkpointer"));

  /** Owned by the writer. */
  private long pagesWritten;

  /** Owned by this one's thread. */
  private @Nullable Connection connection;

  Checkpointer(Connections connections, int pagesBetween, long maxLogBytes) {
    this.connections = connections;
    this.pagesBetween = pagesBetween;
    this.maxLogBytes = maxLogBytes;
  }

  /** The writer has committed so much. */
  void written(int writes, long bytes) {
    pagesWritten += 1 + (long) writes * PAGES_PER_WRITE + bytes / PAGE_BYTES;
    if (pagesWritten >= pagesBetween && state.compareAndSet(State.IDLE, State.RUNNING)) {
      pagesWritten = 0;
      thread.execute(this::checkpoint);
    }
  }

  /** Whether the writer shall have the log begun anew now. */
  boolean restartDue() {
    return state.get() == State.RESTART_DUE;
  }

  /**
   * What the file may have when it is begun anew. More than where that is due, or it would be cut
   * each time, and have to grow again.
   */
  long maxFileBytes() {
    return 2 * maxLogBytes;
  }

  /** The writer has tried to. If it could not, the next checkpoint tells it again. */
  void restarted() {
    state.set(State.IDLE);
  }

  /** Brings all that is left to the database. Nobody reads or writes any more. */
  @Override
  public void close() {
    thread.execute(this::finish);
    DaemonThreads.finish(thread);
  }

  private void checkpoint() {
    State next = State.IDLE;
    try {
      long logBytes = run("PASSIVE") * PAGE_BYTES;
      if (logBytes > maxLogBytes) {
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
      LOG.log(Level.WARNING, "The last checkpoint failed: the next start will do it", e);
    } finally {
      closeConnection();
    }
  }

  /** Runs a checkpoint, and says how many pages the log has. */
  private long run(String mode) throws SQLException {
    if (connection == null) {
      connection = connections.openCheckpointer();
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(" + mode + ")")) {
      row.next();
      return row.getLong("log");
    }
  }

  private void closeConnection() {
    if (connection == null) {
      return;
    }
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.log(Level.WARNING, "Cannot close a connection to the database", e);
    } finally {
      connection = null;
    }
  }
}
