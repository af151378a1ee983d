package chat.charla.server.log.sqlite;

import chat.charla.server.log.DedupeKey;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** What repeated sends need to know of the first, by identity, timeline and the client's id. */
final class ReceiptTable {
  private final Statements statements;

  ReceiptTable(Statements statements) {
    this.statements = statements;
  }

  Optional<byte[]> find(DedupeKey key) throws SQLException {
    PreparedStatement select =
        statements.get(
            """
            SELECT receipt FROM receipts
            WHERE identity = (SELECT id FROM identities WHERE name = ?)
              AND timeline = (SELECT id FROM timelines WHERE name = ?)
              AND message_id = ?
            """);
    select.setString(1, key.identityId());
    select.setString(2, key.timeline().value());
    select.setString(3, key.clientMessageId());
    try (ResultSet row = select.executeQuery()) {
      return row.next() ? Optional.of(row.getBytes(1)) : Optional.empty();
    }
  }

  void insert(long identity, long timeline, String messageId, byte[] receipt) throws SQLException {
    PreparedStatement insert =
        statements.get(
            "INSERT INTO receipts (identity, timeline, message_id, receipt) VALUES (?, ?, ?, ?)");
    insert.setLong(1, identity);
    insert.setLong(2, timeline);
    insert.setString(3, messageId);
    insert.setBytes(4, receipt);
    insert.executeUpdate();
  }

  /** Deletes some of the identity's receipts, and says how many. */
  int deleteSome(long identity, int limit) throws SQLException {
    PreparedStatement delete =
        statements.get(
            """
            DELETE FROM receipts WHERE identity = ? AND (timeline, message_id) IN (
              SELECT timeline, message_id FROM receipts WHERE identity = ? LIMIT ?)
            """);
    delete.setLong(1, identity);
    delete.setLong(2, identity);
    delete.setInt(3, limit);
    return delete.executeUpdate();
  }
}
