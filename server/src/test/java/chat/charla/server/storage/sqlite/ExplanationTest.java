package chat.charla.server.storage.sqlite;

import static chat.charla.server.storage.sqlite.Appends.LOBBY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.log.LogUnavailableException;
import chat.charla.server.storage.StorageException;
import java.nio.file.Path;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The operator gets an explanation that fits the cause. */
class ExplanationTest {
  private static final Path FILE = Path.of("charla.db");

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "SQLITE_FULL, WRITABLE, No space left for, Free space",
    "SQLITE_IOERR_WRITE, WRITABLE, Cannot use, Check the disk",
    "SQLITE_IOERR_WRITE, READ_ONLY, Cannot use, make its disk writable",
    "SQLITE_IOERR_SHMSIZE, FULL, Cannot use, Free space",
    "SQLITE_CANTOPEN, WRITABLE, Cannot open, Allow this user",
    "SQLITE_CANTOPEN, FULL, Cannot open, Free space",
    "SQLITE_READONLY, WRITABLE, Cannot write, Allow this user",
    "SQLITE_READONLY_DIRECTORY, READ_ONLY, Cannot write, make its disk writable",
    "SQLITE_CORRUPT, FULL, is damaged, Restore it from a backup",
    "SQLITE_NOTADB, WRITABLE, is not a database, Move it away",
    "SQLITE_BUSY, WRITABLE, is locked by another program, Close that program",
    "SQLITE_NOMEM, WRITABLE, Cannot use, Check whether"
  })
  void theHintFitsTheCause(SQLiteErrorCode code, DiskState disk, String message, String hint) {
    SQLiteException cause = new SQLiteException("[" + code + "]", code);

    StorageException explained =
        Explanation.of(FILE, new LogUnavailableException("The storage failed", cause), disk);

    assertTrue(String.valueOf(explained.getMessage()).contains(message), explained::toString);
    assertTrue(explained.hint().contains(hint), explained::hint);
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
              statement.execute("PRAGMA max_page_count=1"); // no more than there are
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

      assertEquals("No space left for " + file, storage.explained(failure).getMessage());
    }
  }
}
