package chat.charla.server.storage.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/**
 * A connection of the backup or the restore to an existing database. Its statements can be stopped
 * while they run. For one thread.
 */
final class CopyConnection implements AutoCloseable {
  /** How many instructions SQLite's virtual machine runs between two calls of a watch. */
  private static final int INSTRUCTIONS = 20_000;

  /** Decides whether a statement continues. */
  interface Watch {
    /** Called often while a statement runs. If it throws, the statement is stopped. */
    void check() throws CopyException;
  }

  private final Connection connection;
  private final Handler handler;

  private CopyConnection(Connection connection, Handler handler) {
    this.connection = connection;
    this.handler = handler;
  }

  /** Opens a database file, which must exist. */
  static CopyConnection open(Path database, Watch watch) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.resetOpenMode(SQLiteOpenMode.CREATE);
    config.setBusyTimeout((int) Database.BUSY_TIMEOUT.toMillis());
    // Pass the path as a URI: in a plain path, the driver would treat the part after a question
    // mark as options.
    Connection connection =
        config.createConnection("jdbc:sqlite:" + database.toUri().toASCIIString());
    Handler handler = new Handler(watch);
    try {
      ProgressHandler.setHandler(connection, INSTRUCTIONS, handler);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return new CopyConnection(connection, handler);
  }

  /** A task that uses the connection. */
  interface Work<R> {
    R apply(Connection connection) throws SQLException, CopyException;
  }

  /**
   * Runs a task that uses the connection.
   *
   * @throws CopyException if the task throws it, or if the watch has stopped a statement
   */
  <R> R use(Work<R> work) throws SQLException, CopyException {
    try {
      return work.apply(connection);
    } catch (SQLException e) {
      CopyException reason = handler.stopReason;
      if (reason != null) {
        throw reason;
      }
      throw e;
    }
  }

  /** The only number in the result of a query. */
  long number(String query) throws SQLException, CopyException {
    return use(
        used -> {
          try (Statement statement = used.createStatement();
              ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
          }
        });
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private static final class Handler extends ProgressHandler {
    private final Watch watch;
    private @Nullable CopyException stopReason;

    Handler(Watch watch) {
      this.watch = watch;
    }

    /** Must not throw, because native code calls this method. */
    @Override
    protected int progress() {
      try {
        watch.check();
        return 0;
      } catch (CopyException e) {
        stopReason = e;
        return 1;
      }
    }
  }
}
