package chat.charla.server.storage.sqlite;

import static chat.charla.server.storage.sqlite.Appends.LOBBY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.log.LogUnavailableException;
import chat.charla.server.storage.StorageException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** When the storage fails, the operator gets an explanation that fits the cause. */
class ExplanationTest {
  private static final Path FILE = Path.of("charla.db");

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "SQLITE_FULL, false, No space left for, Free space",
    "SQLITE_IOERR_WRITE, false, Cannot use, 'free space, inodes and quota'",
    "SQLITE_IOERR_SHMSIZE, true, Cannot use, Free space",
    "SQLITE_CANTOPEN, false, Cannot open, Allow this user",
    "SQLITE_CANTOPEN, false, Cannot open, 'free space, inodes and quota'",
    "SQLITE_CANTOPEN, true, Cannot open, Free space",
    "SQLITE_READONLY, false, Cannot write, Allow this user",
    "SQLITE_READONLY_DIRECTORY, true, Cannot write, Allow this user",
    "SQLITE_CORRUPT, true, is damaged, Restore it from a backup",
    "SQLITE_NOTADB, false, is not a database, Move it away",
    "SQLITE_BUSY, false, is locked by another program, Close that program",
    "SQLITE_NOMEM, false, Cannot use, Check whether"
  })
  void theHintFitsTheCause(SQLiteErrorCode code, boolean diskFull, String message, String hint) {
    SQLiteException cause = new SQLiteException("[" + code + "]", code);

    StorageException explained =
        Explanation.of(FILE, new LogUnavailableException("The storage failed", cause), diskFull);

    assertTrue(String.valueOf(explained.getMessage()).contains(message), explained::toString);
    assertTrue(explained.hint().contains(hint), explained::hint);
  }

  /** SQLite can read the database, but the server cannot decode one of its own records. */
  @Test
  void anExplanationOfAFailureOutsideSqliteNamesTheCause() {
    Throwable cause = new IllegalStateException("unknown kind 7");

    StorageException explained =
        Explanation.of(FILE, new LogUnavailableException("Cannot read the storage", cause), true);

    assertTrue(String.valueOf(explained.getMessage()).endsWith(cause.toString()));
    assertTrue(explained.hint().contains("Restore it from a backup"), explained::hint);
  }

  @Test
  void aFailureOfTheDriverIsExplainedByPermissions() {
    StorageException explained =
        Explanation.of(FILE, new SQLException("the directory does not exist"), true);

    assertTrue(explained.hint().contains("Check whether this user"), explained::hint);
  }

  @Test
  void aDiskThatIsFullAfterTheStartIsExplained() {
    Path file = directory.resolve("charla.db");
    ScriptedConnections connections = new ScriptedConnections(file);
    try (SqliteStorage storage =
        new SqliteStorage(directory, path -> connections, Tuning.DEFAULT)) {
      connections.onOpeningWriter(
          writer -> {
            try (Statement statement = writer.createStatement()) {
              statement.execute("PRAGMA max_page_count=1"); // no more pages than the file has now
            }
          });
      storage.start();
      Awaiting.result(storage.messages().open(LOBBY));

      LogUnavailableException failure =
          assertThrows(
              LogUnavailableException.class,
              () ->
                  Awaiting.result(
                      storage.messages().append(Appends.append(LOBBY, 0, "x".repeat(100_000)))));

      assertEquals("No space left for " + file, storage.explain(failure).getMessage());
    }
  }
}
