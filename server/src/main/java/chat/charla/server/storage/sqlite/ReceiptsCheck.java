package chat.charla.server.storage.sqlite;

import chat.charla.server.storage.Finding.Kind;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Deletes damaged receipts, receipts that no repetition can use any more, and rows of the table
 * {@code discarded} with an unknown kind.
 */
final class ReceiptsCheck {
  private final CheckTransaction transaction;

  ReceiptsCheck(CheckTransaction transaction) {
    this.transaction = transaction;
  }

  void run() throws SQLException {
    int unknown =
        transaction.execute("DELETE FROM discarded WHERE kind NOT IN ('TIMELINE', 'IDENTITY')");
    if (unknown > 0) {
      transaction.found(Kind.DISCARDED_UNKNOWN, unknown);
    }
    deleteUnknownAuthors();
    createMissingSecret();
    deleteDamagedReceipts();
  }

  /**
   * Deletes authors that are not identities, unless their inbox still exists: then the server
   * deletes the author together with the inbox when it starts.
   */
  private void deleteUnknownAuthors() throws SQLException {
    List<String> names = new ArrayList<>();
    List<Long> ids = new ArrayList<>();
    try (ResultSet row =
        transaction
            .statement(
                """
                SELECT id, name FROM authors WHERE name NOT IN (SELECT key FROM identities)
                  AND 'inbox:' || name NOT IN (SELECT name FROM timelines)
                """)
            .executeQuery()) {
      while (row.next()) {
        ids.add(row.getLong(1));
        names.add(row.getString(2));
      }
    }
    for (int i = 0; i < ids.size(); i++) {
      transaction.found(Kind.AUTHOR_WITHOUT_IDENTITY, names.get(i));
      transaction.tables().authors().delete(ids.get(i));
      transaction.tables().discarded().insert(DiscardedTable.Kind.IDENTITY, ids.get(i));
    }
  }

  private void createMissingSecret() throws SQLException {
    boolean exists =
        transaction
            .number(
                "SELECT 1 FROM secrets WHERE name = 'receipts' AND length(secret) = ?",
                ReceiptKeys.SECRET_BYTES)
            .isPresent();
    if (!exists) {
      transaction.found(Kind.SECRET_MISSING);
      byte[] secret = new byte[ReceiptKeys.SECRET_BYTES];
      new SecureRandom().nextBytes(secret);
      transaction.execute("INSERT OR REPLACE INTO secrets VALUES ('receipts', ?)", secret);
      transaction.execute("DELETE FROM receipts");
    }
  }

  private void deleteDamagedReceipts() throws SQLException {
    transaction.execute("CREATE TEMP TABLE bad (author INTEGER, key BLOB)");
    long damaged = 0;
    try (ResultSet row =
        transaction.statement("SELECT author, key, receipt FROM receipts").executeQuery()) {
      while (row.next()) {
        if (!transaction.format().isReceipt(row.getBytes(3))) {
          damaged++;
          transaction.execute("INSERT INTO bad VALUES (?, ?)", row.getLong(1), row.getBytes(2));
        }
      }
    }
    transaction.execute(
        "DELETE FROM receipts WHERE (author, key) IN (SELECT author, key FROM bad)");
    transaction.execute("DROP TABLE bad");
    damaged +=
        transaction.execute(
            """
            DELETE FROM receipts WHERE author NOT IN (SELECT id FROM authors)
              AND author NOT IN (SELECT id FROM discarded WHERE kind = 'IDENTITY')
            """);
    if (damaged > 0) {
      transaction.found(Kind.RECEIPTS_DAMAGED, damaged);
    }
  }
}
