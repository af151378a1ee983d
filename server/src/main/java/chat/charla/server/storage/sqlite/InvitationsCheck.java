package chat.charla.server.storage.sqlite;

import chat.charla.server.storage.Finding.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Deletes damaged records of invitations. */
final class InvitationsCheck {
  private final CheckTransaction transaction;

  InvitationsCheck(CheckTransaction transaction) {
    this.transaction = transaction;
  }

  void run() throws SQLException {
    List<String> damaged = new ArrayList<>();
    try (ResultSet row =
        transaction.statement("SELECT id, record FROM invitations").executeQuery()) {
      while (row.next()) {
        String id = row.getString(1);
        if (!id.equals(transaction.format().invitation(row.getBytes(2)))) {
          damaged.add(id);
        }
      }
    }
    for (String id : damaged) {
      transaction.found(Kind.INVITATION_DAMAGED, id);
      transaction.tables().invitations().delete(id);
    }
  }
}
