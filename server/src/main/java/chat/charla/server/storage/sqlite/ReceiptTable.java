package chat.charla.server.storage.sqlite;

import chat.charla.server.log.DedupeKey;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The receipts, which answer repeated sends. Their key is the identity, the timeline and the
 * client's message id.
 */
final class ReceiptTable {
  private final Statements statements;

  ReceiptTable(Statements statements) {
    this.statements = statements;
  }

  /** The primary key of a receipt. */
  record Key(long identity, long timeline, String messageId) {}

  Optional<byte[]> find(DedupeKey key) throws SQLException {
    PreparedStatement select =
        statements.get(
            """
            SELECT receipt FROM receipts
            WHERE identity = (SELECT id FROM authors WHERE name = ?)
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

  /**
   * Inserts the receipt unless the key already has a receipt. Returns whether this receipt was
   * inserted.
   */
  boolean insert(Key key, byte[] receipt) throws SQLException {
    PreparedStatement insert =
        statements.get(
            """
            INSERT INTO receipts (identity, timeline, message_id, receipt) VALUES (?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """);
    set(key, insert);
    insert.setBytes(4, receipt);
    return insert.executeUpdate() > 0;
  }

  void delete(Key key) throws SQLException {
    PreparedStatement delete =
        statements.get(
            "DELETE FROM receipts WHERE identity = ? AND timeline = ? AND message_id = ?");
    set(key, delete);
    delete.executeUpdate();
  }

  /**
   * Deletes at most {@code limit} of the identity's receipts. Returns the number of receipts that
   * were deleted.
   */
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

  private static void set(Key key, PreparedStatement statement) throws SQLException {
    statement.setLong(1, key.identity());
    statement.setLong(2, key.timeline());
    statement.setString(3, key.messageId());
  }
}
