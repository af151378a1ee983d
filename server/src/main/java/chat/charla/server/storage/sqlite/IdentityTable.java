package chat.charla.server.storage.sqlite;

import chat.charla.server.identity.IdentityStore.Versioned;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** The records of identities, with their versions. */
final class IdentityTable {
  private final Statements statements;

  IdentityTable(Statements statements) {
    this.statements = statements;
  }

  /** The version of the record with this key, or 0 if there is no record. */
  long version(String key) throws SQLException {
    PreparedStatement select = statements.get("SELECT version FROM identities WHERE key = ?");
    select.setString(1, key);
    try (ResultSet row = select.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  Map<String, Versioned> all() throws SQLException {
    Map<String, Versioned> all = new HashMap<>();
    PreparedStatement select = statements.get("SELECT key, version, record FROM identities");
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        all.put(row.getString(1), new Versioned(row.getLong(2), row.getBytes(3)));
      }
    }
    return all;
  }

  void put(String key, long version, byte[] record) throws SQLException {
    PreparedStatement upsert =
        statements.get(
            """
            INSERT INTO identities (key, version, record) VALUES (?, ?, ?)
            ON CONFLICT (key) DO UPDATE SET version = excluded.version, record = excluded.record
            """);
    upsert.setString(1, key);
    upsert.setLong(2, version);
    upsert.setBytes(3, record);
    upsert.executeUpdate();
  }

  void delete(String key) throws SQLException {
    PreparedStatement delete = statements.get("DELETE FROM identities WHERE key = ?");
    delete.setString(1, key);
    delete.executeUpdate();
  }
}
