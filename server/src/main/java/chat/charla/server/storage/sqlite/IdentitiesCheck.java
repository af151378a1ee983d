package chat.charla.server.storage.sqlite;

import chat.charla.server.storage.Finding.Kind;
import chat.charla.server.storage.StoredFormat.IdentitySummary;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Checks and repairs the records of identities. */
final class IdentitiesCheck {
  private final CheckTransaction transaction;
  private final Set<String> withInbox = new HashSet<>();
  private final Set<String> rooms = new TreeSet<>();
  private boolean any;

  IdentitiesCheck(CheckTransaction transaction) {
    this.transaction = transaction;
  }

  /** Whether there are identities. */
  boolean any() {
    return any;
  }

  /** Whether there is an identity with this id that has an inbox. */
  boolean hasInbox(String id) {
    return withInbox.contains(id);
  }

  /** The ids of the identities that have an inbox. */
  Set<String> withInbox() {
    return withInbox;
  }

  /** The rooms that have members. */
  Set<String> rooms() {
    return rooms;
  }

  /** Deletes damaged records, and remembers the inboxes and rooms of the others. */
  void run() throws SQLException {
    List<String> damaged = new ArrayList<>();
    try (ResultSet row =
        transaction
            .statement("SELECT key, record, typeof(version), version FROM identities")
            .executeQuery()) {
      while (row.next()) {
        String key = row.getString(1);
        IdentitySummary identity = transaction.format().identity(row.getBytes(2));
        boolean hasVersion = row.getString(3).equals("integer") && row.getLong(4) > 0;
        if (identity == null || !identity.id().equals(key) || !hasVersion) {
          damaged.add(key);
          continue;
        }
        any = true;
        rooms.addAll(identity.rooms());
        if (!identity.ended()) {
          withInbox.add(key);
        }
      }
    }
    for (String key : damaged) {
      transaction.found(Kind.IDENTITY_DAMAGED, key);
      transaction.tables().identities().delete(key);
    }
  }
}
