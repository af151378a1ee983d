package chat.charla.server.log.sqlite;

import java.sql.Connection;
import java.sql.SQLException;

/** A connection for reading. One thread uses it at a time, and closes it after any failure. */
final class ReadConnection implements AutoCloseable {
  private final Connection connection;
  private final Statements statements;
  private final Tables tables;

  ReadConnection(Connection connection) {
    this.connection = connection;
    this.statements = new Statements(connection);
    this.tables = Tables.of(statements);
  }

  /** Runs the query in a transaction of its own: it sees one state of the database. */
  <R> R read(Readers.Query<R> query) throws SQLException {
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
