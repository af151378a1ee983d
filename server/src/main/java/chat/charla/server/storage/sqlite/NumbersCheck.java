package chat.charla.server.storage.sqlite;

import chat.charla.server.storage.Finding.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Deletes the rows of the table {@code numbers} whose value is not an integer, or is negative. */
final class NumbersCheck {
  private final CheckTransaction transaction;

  NumbersCheck(CheckTransaction transaction) {
    this.transaction = transaction;
  }

  void run() throws SQLException {
    List<String> damaged = new ArrayList<>();
    try (ResultSet row =
        transaction
            .statement("SELECT name FROM numbers WHERE typeof(value) <> 'integer' OR value < 0")
            .executeQuery()) {
      while (row.next()) {
        damaged.add(row.getString(1));
      }
    }
    for (String name : damaged) {
      transaction.found(Kind.NUMBER_DAMAGED, name);
      transaction.tables().numbers().delete(name);
    }
  }
}
