package chat.charla.server.storage.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlDumpTest {
  private static final String ROWS =
      """
      -- A comment.
      INSERT INTO discarded VALUES ('it''s -- no comment', -7);
      INSERT INTO entries VALUES (1, x'00ff', 7);
      INSERT INTO entries VALUES (3, x'', NULL);
      INSERT INTO authors VALUES (4, 'm;1');
      INSERT INTO timelines VALUES (5, 'room:lobby', 'e', 1, 0);
      INSERT INTO timelines VALUES (9, 'room:gone', 'e', 1, 0);
      DELETE FROM timelines WHERE id = 9;
      """;

  @TempDir private Path directory;

  @Test
  void aRestoredDatabaseHasTheSameText() throws SQLException {
    Path made = directory.resolve("made.db");
    new Database(made).openWriter().close();
    SqlDump.restore(ROWS, made);
    String text = SqlDump.of(made);

    Path restored = directory.resolve("restored.db");
    SqlDump.restore(text, restored);

    assertEquals(text, SqlDump.of(restored));
    assertTrue(text.contains("INSERT INTO entries VALUES (1, X'00FF', 7);\n"), text);
    assertTrue(text.contains("INSERT INTO sqlite_sequence VALUES ('timelines', 9);\n"), text);
  }
}
