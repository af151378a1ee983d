package chat.charla.server.storage.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Numbers that belong to the whole server, by name. */
final class NumberTable {
  private final Statements statements;

  NumberTable(Statements statements) {
    this.statements = statements;
  }

  /** The number with this name; null if there is none. */
  @Nullable Long find(String name) throws SQLException {
    PreparedStatement select = statements.get("SELECT value FROM numbers WHERE name = ?");
    select.setString(1, name);
    try (ResultSet row = select.executeQuery()) {
      return row.next() ? row.getLong(1) : null;
    }
  }

  /** The numbers whose names begin with this text, by name. */
  Map<String, Long> beginningWith(String prefix) throws SQLException {
    PreparedStatement select =
        statements.get(
            "SELECT name, value FROM numbers WHERE substr(name, 1, length(?1)) = ?1 ORDER BY name");
    select.setString(1, prefix);
    Map<String, Long> found = new LinkedHashMap<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        found.put(row.getString(1), row.getLong(2));
      }
    }
    return found;
  }

  void deleteBeginningWith(String prefix) throws SQLException {
    PreparedStatement delete =
        statements.get("DELETE FROM numbers WHERE substr(name, 1, length(?1)) = ?1");
    delete.setString(1, prefix);
    delete.executeUpdate();
  }

  void put(String name, long value) throws SQLException {
    PreparedStatement upsert =
        statements.get(
            """
            INSERT INTO numbers (name, value) VALUES (?, ?)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value
            """);
    upsert.setString(1, name);
    upsert.setLong(2, value);
    upsert.executeUpdate();
  }

  void delete(String name) throws SQLException {
    PreparedStatement delete = statements.get("DELETE FROM numbers WHERE name = ?");
    delete.setString(1, name);
    delete.executeUpdate();
  }
}
