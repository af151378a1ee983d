package chat.charla.server.storage.sqlite;

import chat.charla.server.storage.CheckListener;
import chat.charla.server.storage.Finding;
import chat.charla.server.storage.StoredFormat;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The transaction in which a check looks for damage and repairs it. A check without a repair makes
 * the same changes, and rolls them back at the end. So a check finds exactly what a repair repairs.
 */
final class CheckTransaction {
  private final Statements statements;
  private final StoredFormat format;
  private final CheckListener listener;
  private long findings;

  CheckTransaction(Connection connection, StoredFormat format, CheckListener listener) {
    this.statements = new Statements(connection);
    this.format = format;
    this.listener = listener;
  }

  StoredFormat format() {
    return format;
  }

  Tables tables() {
    return Tables.of(statements);
  }

  /** The number of findings. */
  long findings() {
    return findings;
  }

  void found(Finding.Kind kind, Object... details) {
    findings++;
    listener.found(Finding.of(kind, details));
  }

  void progress(long events) {
    listener.progress(events);
  }

  /** A prepared statement with these parameters. */
  PreparedStatement statement(String sql, @Nullable Object... parameters) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
    return statement;
  }

  /** Executes a change. Returns the number of rows that it has changed. */
  int execute(String sql, @Nullable Object... parameters) throws SQLException {
    return statement(sql, parameters).executeUpdate();
  }

  /** The number that a query returns; empty if it returns NULL or nothing. */
  OptionalLong number(String sql, Object... parameters) throws SQLException {
    try (ResultSet row = statement(sql, parameters).executeQuery()) {
      if (!row.next()) {
        return OptionalLong.empty();
      }
      long number = row.getLong(1);
      return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(number);
    }
  }
}
