package chat.charla.server.storage.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The receipts, which answer repeated sends. */
final class ReceiptTable {
  private final Statements statements;
  private final SecretTable secrets;
  private @Nullable ReceiptKeys keys;

  ReceiptTable(Statements statements, SecretTable secrets) {
    this.statements = statements;
    this.secrets = secrets;
  }

  /**
   * The primary key of a receipt.
   *
   * @param author the number of the author
   * @param hash as {@link ReceiptKeys} computes it
   */
  record Key(long author, byte[] hash) {}

  /** The key of a send by this author to this timeline. */
  Key key(long author, long timeline, String clientMessageId) throws SQLException {
    if (keys == null) {
      keys = new ReceiptKeys(secrets.ofReceipts());
    }
    return new Key(author, keys.key(timeline, clientMessageId));
  }

  Optional<byte[]> find(Key key) throws SQLException {
    PreparedStatement select =
        statements.get("SELECT receipt FROM receipts WHERE author = ? AND key = ?");
    set(key, select);
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
            INSERT INTO receipts (author, key, receipt) VALUES (?, ?, ?)
            ON CONFLICT DO NOTHING
            """);
    set(key, insert);
    insert.setBytes(3, receipt);
    return insert.executeUpdate() > 0;
  }

  void delete(Key key) throws SQLException {
    PreparedStatement delete = statements.get("DELETE FROM receipts WHERE author = ? AND key = ?");
    set(key, delete);
    delete.executeUpdate();
  }

  /**
   * Deletes at most {@code limit} of the author's receipts. Returns the number of receipts that
   * were deleted.
   */
  int deleteSome(long author, int limit) throws SQLException {
    PreparedStatement delete =
        statements.get(
            """
            DELETE FROM receipts WHERE author = ? AND key IN (
              SELECT key FROM receipts WHERE author = ? LIMIT ?)
            """);
    delete.setLong(1, author);
    delete.setLong(2, author);
    delete.setInt(3, limit);
    return delete.executeUpdate();
  }

  private static void set(Key key, PreparedStatement statement) throws SQLException {
    statement.setLong(1, key.author());
    statement.setBytes(2, key.hash());
  }
}
