package chat.charla.server.log.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The connection that writes. Owned by the writer's thread, which closes it after any failure: that
 * undoes what was not committed.
 */
final class WriteConnection implements AutoCloseable {
  /** How long a restart of the log waits for readers, while nobody can write. */
  private static final int RESTART_PATIENCE_MILLIS = 100;

  private final Connection connection;
  private final Statements statements;
  private final Tables tables;

  WriteConnection(Connection connection) {
    this.connection = connection;
    this.statements = new Statements(connection);
    this.tables = Tables.of(statements);
  }

  Tables tables() {
    return tables;
  }

  void begin() throws SQLException {
    statements.get("BEGIN IMMEDIATE").executeUpdate();
  }

  /** When it returns, the transaction is on disk. */
  void commit() throws SQLException {
    statements.get("COMMIT").executeUpdate();
  }

  /**
   * Brings the rest of the write-ahead log to the database, and has the next transaction begin it
   * anew, unless a reader holds it. A file that has become longer than this is cut then.
   */
  void restartLog(long maxBytes) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout=" + RESTART_PATIENCE_MILLIS);
      statement.execute("PRAGMA journal_size_limit=" + maxBytes);
      statement.execute("PRAGMA wal_checkpoint(RESTART)");
      statement.execute("PRAGMA busy_timeout=" + Database.PATIENCE.toMillis());
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
