package chat.charla.server.storage.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The secrets of this database, by their purpose. */
final class SecretTable {
  private final Statements statements;

  SecretTable(Statements statements) {
    this.statements = statements;
  }

  /** The secret of {@link ReceiptKeys}. */
  byte[] receiptSecret() throws SQLException {
    PreparedStatement select = statements.get("SELECT secret FROM secrets WHERE name = 'receipts'");
    try (ResultSet row = select.executeQuery()) {
      if (!row.next()) {
        throw new SQLException("the secret of the receipts is missing");
      }
      return row.getBytes(1);
    }
  }
}
