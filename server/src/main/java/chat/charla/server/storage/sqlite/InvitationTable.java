package chat.charla.server.storage.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** The records of invitations. */
final class InvitationTable {
  private final Statements statements;

  InvitationTable(Statements statements) {
    this.statements = statements;
  }

  Map<String, byte[]> all() throws SQLException {
    Map<String, byte[]> all = new HashMap<>();
    PreparedStatement select = statements.get("SELECT id, record FROM invitations");
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        all.put(row.getString(1), row.getBytes(2));
      }
    }
    return all;
  }

  void put(String id, byte[] record) throws SQLException {
    PreparedStatement upsert =
        statements.get(
            """
            INSERT INTO invitations (id, record) VALUES (?, ?)
            ON CONFLICT (id) DO UPDATE SET record = excluded.record
            """);
    upsert.setString(1, id);
    upsert.setBytes(2, record);
    upsert.executeUpdate();
  }

  void delete(String id) throws SQLException {
    PreparedStatement delete = statements.get("DELETE FROM invitations WHERE id = ?");
    delete.setString(1, id);
    delete.executeUpdate();
  }
}
