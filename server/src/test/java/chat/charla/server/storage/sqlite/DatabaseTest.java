package chat.charla.server.storage.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
  @TempDir private Path directory;

  @Test
  void aCommitIsSyncedAndNeverCheckpoints() throws SQLException {
    try (Connection writer = database().openWriter()) {
      assertEquals("wal", text(writer, "PRAGMA journal_mode"));
      assertEquals("2", text(writer, "PRAGMA synchronous"), "FULL");
      assertEquals("0", text(writer, "PRAGMA wal_autocheckpoint"));
    }
  }

  @Test
  void aReaderCannotWrite() throws SQLException {
    try (Connection writer = database().openWriter();
        Connection reader = database().openReader();
        Statement statement = reader.createStatement()) {
      assertEquals("0", text(writer, "SELECT count(*) FROM identities"));

      assertThrows(SQLException.class, () -> statement.execute("DELETE FROM identities"));
    }
  }

  private Database database() {
    return new Database(directory.resolve("charla.db"));
  }

  private static String text(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.executeQuery(query).getString(1);
    }
  }
}
