package chat.charla.server.storage.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The ids of deleted timelines and identities that still have rows in other tables: entries of a
 * timeline, or receipts of an identity. {@link IdentityRemoval} deletes these rows step by step.
 */
final class DiscardedTable {
  private final Statements statements;

  DiscardedTable(Statements statements) {
    this.statements = statements;
  }

  enum Kind {
    /** A timeline, whose entries are to be deleted. */
    TIMELINE,
    /** An identity, whose receipts are to be deleted. */
    IDENTITY
  }

  record Row(long rowId, Kind kind, long id) {}

  void insert(Kind kind, long id) throws SQLException {
    PreparedStatement insert = statements.get("INSERT INTO discarded (kind, id) VALUES (?, ?)");
    insert.setString(1, kind.name());
    insert.setLong(2, id);
    insert.executeUpdate();
  }

  /**
   * The oldest row of a known kind; null if there is none. A damaged row may have an unknown kind;
   * such a row must not block later rows.
   */
  @Nullable Row next() throws SQLException {
    PreparedStatement select =
        statements.get(
            """
            SELECT rowid, kind, id FROM discarded WHERE kind IN ('TIMELINE', 'IDENTITY')
            ORDER BY rowid LIMIT 1
            """);
    try (ResultSet row = select.executeQuery()) {
      return row.next()
          ? new Row(row.getLong(1), Kind.valueOf(row.getString(2)), row.getLong(3))
          : null;
    }
  }

  void delete(Row row) throws SQLException {
    PreparedStatement delete = statements.get("DELETE FROM discarded WHERE rowid = ?");
    delete.setLong(1, row.rowId());
    delete.executeUpdate();
  }
}
