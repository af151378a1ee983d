package chat.charla.server.storage.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** A server is killed while it migrates a database. The next start completes the migration. */
@Tag("fault:kill-amid-migration")
class KilledMigrationTest {
  static final List<Migration> MIGRATIONS = Migrations.ALL;

  @TempDir private Path directory;

  @ParameterizedTest
  @FieldSource("MIGRATIONS")
  void theNextStartMigratesTheDatabase(Migration migration) throws Exception {
    int former = migration.format() - 1;
    Path complete = directory.resolve("complete.db");
    OldFormat.restore(former, complete);
    new Database(complete).openWriter().close();
    String expected = OldFormat.comparable(SqlDump.of(complete));
    int statements = migration.statements().size() + 3; // with BEGIN, the new format, COMMIT

    for (int done = 0; done <= statements; done++) {
      String when = "killed after %d of %d statements".formatted(done, statements);
      Path killed = Files.createDirectory(directory.resolve("killed" + done));
      Path database = killed.resolve("charla.db");
      OldFormat.restore(former, database);
      try (OtherProcess server =
          OtherProcess.start(MigratesUntilKilled.class, killed.toString(), "" + done)) {
        assertEquals("ends", server.line());
        server.awaitEnd();
      }

      assertEquals(done < statements ? former : migration.format(), format(database), when);
      new Database(database).openWriter().close();
      assertEquals(expected, OldFormat.comparable(SqlDump.of(database)), when);
    }
  }

  private static int format(Path database) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA user_version")) {
      return row.getInt(1);
    }
  }
}
