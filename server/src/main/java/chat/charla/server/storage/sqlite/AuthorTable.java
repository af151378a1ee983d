package chat.charla.server.storage.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The table {@code authors}: it has a number for each identity with a receipt. */
final class AuthorTable {
  private final Statements statements;

  AuthorTable(Statements statements) {
    this.statements = statements;
  }

  @Nullable Long find(String identity) throws SQLException {
    PreparedStatement select = statements.get("SELECT id FROM authors WHERE name = ?");
    select.setString(1, identity);
    try (ResultSet row = select.executeQuery()) {
      return row.next() ? row.getLong(1) : null;
    }
  }

  /** Returns the identity's number. If the identity has no number, assigns one. */
  long number(String identity) throws SQLException {
    Long known = find(identity);
    if (known != null) {
      return known;
    }
    PreparedStatement insert = statements.get("INSERT INTO authors (name) VALUES (?) RETURNING id");
    insert.setString(1, identity);
    try (ResultSet row = insert.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  void delete(long id) throws SQLException {
    PreparedStatement delete = statements.get("DELETE FROM authors WHERE id = ?");
    delete.setLong(1, id);
    delete.executeUpdate();
  }
}
