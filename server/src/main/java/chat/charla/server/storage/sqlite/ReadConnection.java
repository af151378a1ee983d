package chat.charla.server.storage.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.NoSuchElementException;

/**
 * A connection for reading. Only one thread at a time may use it. After any failure, that thread
 * must close the connection.
 */
final class ReadConnection implements AutoCloseable {
  /**
   * A query on the tables.
   *
   * @param <R> the result, not null
   */
  interface Query<R> {
    /**
     * Reads from the tables. Throws {@link NoSuchElementException} if the requested data does not
     * exist.
     */
    R apply(Tables tables) throws SQLException;
  }

  private final Connection connection;
  private final Statements statements;
  private final Tables tables;

  ReadConnection(Connection connection) {
    this.connection = connection;
    this.statements = new Statements(connection);
    this.tables = Tables.of(statements);
  }

  /**
   * Runs the query in a transaction of its own, so that the query sees one state of the database.
   */
  <R> R read(Query<R> query) throws SQLException {
    statements.get("BEGIN").executeUpdate();
    R result = query.apply(tables);
    statements.get("COMMIT").executeUpdate();
    return result;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
