package chat.charla.server.storage.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The connection for writing. The writer's thread owns the connection. After any failure the thread
 * closes it, which rolls back an uncommitted transaction.
 */
final class WriteConnection implements AutoCloseable {
  /** How long a restart of the log waits for readers. All writes wait meanwhile. */
  private static final int RESTART_TIMEOUT_MILLIS = 100;

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

  /** Commits the transaction. When this method returns, the transaction is on disk. */
  void commit() throws SQLException {
    statements.get("COMMIT").executeUpdate();
  }

  /**
   * Copies the rest of the write-ahead log into the database file. If no reader uses the log any
   * more, SQLite writes the next transaction at the beginning of the log's file. SQLite then cuts
   * the file to {@code maxBytes} if it is longer.
   */
  void restartLog(long maxBytes) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout=" + RESTART_TIMEOUT_MILLIS);
      statement.execute("PRAGMA journal_size_limit=" + maxBytes);
      statement.execute("PRAGMA wal_checkpoint(RESTART)");
      statement.execute("PRAGMA busy_timeout=" + Database.BUSY_TIMEOUT.toMillis());
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
