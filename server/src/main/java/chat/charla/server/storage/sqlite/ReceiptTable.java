package chat.charla.server.storage.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The receipts, which answer repeated sends. */
final class ReceiptTable {
  /**
   * The name of the number that is the day of all receipts without a day of their own; see {@link
   * Migrations}.
   */
  static final String DAY_OF_RECEIPTS = "day of receipts";

  private static final long MILLIS_PER_DAY = Duration.ofDays(1).toMillis();

  /**
   * The day of a receipt. If the number is missing in a damaged file, the receipt counts as new.
   */
  private static final String DAY =
      "coalesce(day, (SELECT value FROM numbers WHERE name = '"
          + DAY_OF_RECEIPTS
          + "'), "
          + Long.MAX_VALUE
          + ")";

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

  /**
   * Consecutive receipts.
   *
   * @param last the key of the last receipt; without receipts, the key where the search began
   * @param hasOld whether some of these receipts are old
   * @param isLast whether no receipts follow; false if the next receipt cannot be read
   */
  record Batch(Key last, boolean hasOld, boolean isLast) {}

  /** The day of this time, as it is stored. */
  static long day(long timeMillis) {
    return Math.floorDiv(timeMillis, MILLIS_PER_DAY);
  }

  /** The key of a send by this author to this timeline. */
  Key key(long author, long timeline, String clientMessageId) throws SQLException {
    if (keys == null) {
      keys = new ReceiptKeys(secrets.receiptSecret());
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
  boolean insert(Key key, byte[] receipt, long timeMillis) throws SQLException {
    PreparedStatement insert =
        statements.get(
            """
            INSERT INTO receipts (author, key, receipt, day) VALUES (?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """);
    set(key, insert);
    insert.setBytes(3, receipt);
    insert.setLong(4, day(timeMillis));
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

  /**
   * Reads at most {@code limit} receipts after a key, and checks whether some of them are older
   * than {@code day}. Ends before the first receipt that cannot be read.
   *
   * @throws SQLException if the first receipt after the key cannot be read
   */
  Batch readBatch(Key after, int limit, long day) throws SQLException {
    PreparedStatement select =
        statements.get(
            "SELECT author, key, "
                + DAY
                + " < ? FROM receipts WHERE (author, key) > (?, ?) ORDER BY author, key LIMIT ?");
    select.setLong(1, day);
    select.setLong(2, after.author());
    select.setBytes(3, after.hash());
    select.setInt(4, limit);
    Key last = after;
    boolean hasOld = false;
    int found = 0;
    try (ResultSet row = select.executeQuery()) {
      for (; row.next(); found++) {
        last = new Key(row.getLong(1), row.getBytes(2));
        hasOld |= row.getBoolean(3);
      }
    } catch (SQLException e) {
      if (found == 0) {
        throw e;
      }
      return new Batch(last, hasOld, false);
    }
    return new Batch(last, hasOld, found < limit);
  }

  /**
   * Deletes the receipts that are older than {@code day} and whose keys are after {@code after}, up
   * to and including {@code last}.
   */
  void deleteOld(Key after, Key last, long day) throws SQLException {
    PreparedStatement delete =
        statements.get(
            "DELETE FROM receipts WHERE (author, key) > (?, ?) AND (author, key) <= (?, ?) AND "
                + DAY
                + " < ?");
    set(after, delete);
    delete.setLong(3, last.author());
    delete.setBytes(4, last.hash());
    delete.setLong(5, day);
    delete.executeUpdate();
  }

  private static void set(Key key, PreparedStatement statement) throws SQLException {
    statement.setLong(1, key.author());
    statement.setBytes(2, key.hash());
  }
}
