package chat.charla.server.storage.sqlite;

import static chat.charla.server.storage.sqlite.Appends.LOBBY;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.log.LogUnavailableException;
import chat.charla.server.storage.StorageException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the server does with the files that it finds in its directory, and which error it reports if
 * it cannot use them.
 */
class DataDirectoryTest {
  @TempDir private Path parent;

  @Test
  void onlyTheOwnerCanReadTheDirectory() throws IOException {
    Assumptions.assumeTrue(parent.getFileSystem().supportedFileAttributeViews().contains("posix"));
    Path directory = parent.resolve("some/where");

    try (SqliteStorage storage = started(directory)) {
      Awaiting.result(storage.messages().open(LOBBY));

      assertEquals("rwx------", permissions(directory));
      try (Stream<Path> files = Files.list(directory)) {
        List<Path> all = files.toList();
        assertTrue(all.size() >= 3, () -> "database, its log and the lock: " + all);
        for (Path file : all) {
          assertEquals("rw-------", permissions(file), file::toString);
        }
      }
    }
  }

  @Test
  void aLinkToADirectoryIsAccepted() throws IOException {
    Path directory = Files.createDirectory(parent.resolve("directory"));
    Path link = Files.createSymbolicLink(parent.resolve("link"), directory);

    started(link).close();

    assertTrue(Files.exists(directory.resolve("charla.db")));
  }

  @Test
  void closingDoesNotChangeTheDatabase() throws IOException {
    try (SqliteStorage storage = started(parent)) {
      Awaiting.result(storage.messages().open(LOBBY));
    }

    try (Stream<Path> files = Files.list(parent)) {
      assertEquals(
          List.of("charla.db", "charla.lock"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void aSecondServerInThisProcessIsRefused() {
    try (SqliteStorage first = started(parent)) {
      assertEquals("Data directory " + parent + " is in use by another server", refusal(parent));
      Awaiting.result(first.messages().open(LOBBY));
    }
    started(parent).close();
  }

  @Test
  void aServerInAnotherProcessIsRefusedAfterOneInThisProcessWasRefused() throws Exception {
    try (SqliteStorage first = started(parent)) {
      refusal(parent);

      try (OtherProcess other = OtherProcess.start(HoldsDirectory.class, parent.toString())) {
        assertEquals("refused", other.line());
      }
      Awaiting.result(first.messages().open(LOBBY));
    }
  }

  @Test
  void aServerIsRefusedWhileOneInAnotherProcessRuns() throws Exception {
    try (OtherProcess other = OtherProcess.start(HoldsDirectory.class, parent.toString())) {
      assertEquals("held", other.line());

      assertTrue(refusal(parent).endsWith("is in use by another server"));
    }
    started(parent).close();
  }

  @Tag("fault:newer-database")
  @Test
  void aDatabaseOfALaterFormatIsRefusedAndNotChanged() throws SQLException, IOException {
    started(parent).close();
    execute("PRAGMA user_version=" + (Migrations.LATEST_FORMAT + 1));
    byte[] before = Files.readAllBytes(database());

    String refusal = refusal(parent);

    assertEquals(
        "%s has format %d, and this server supports formats up to %d"
            .formatted(database(), Migrations.LATEST_FORMAT + 1, Migrations.LATEST_FORMAT),
        refusal);
    assertEquals(-1, Arrays.mismatch(before, Files.readAllBytes(database())));
    execute("PRAGMA user_version=" + Migrations.LATEST_FORMAT);
    started(parent).close();
  }

  @Test
  void aDatabaseOfAnotherProgramIsRefusedAndNotChanged() throws SQLException, IOException {
    execute("CREATE TABLE songs (title TEXT)");
    byte[] before = Files.readAllBytes(database());

    assertEquals(database() + " is a database of another program", refusal(parent));

    assertEquals(-1, Arrays.mismatch(before, Files.readAllBytes(database())));
  }

  @Test
  void aFileThatIsNotADatabaseIsRefused() throws IOException {
    Files.writeString(database(), "Dear diary, ".repeat(1000));

    assertEquals(database() + " is not a database", refusal(parent));
  }

  @Test
  void aTruncatedDatabaseIsRefused() throws IOException {
    createDatabase();
    try (RandomAccessFile file = new RandomAccessFile(database().toFile(), "rw")) {
      file.setLength(file.length() / 2 / 4096 * 4096);
    }

    assertTrue(refusal(parent).startsWith(database() + " is damaged: "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"timelines", "rooms", "identities"})
  void aDatabaseWithADamagedTableIsRefused(String table) throws Exception {
    createDatabase();
    long page = number("SELECT rootpage FROM sqlite_schema WHERE name = '" + table + "'");
    try (RandomAccessFile file = new RandomAccessFile(database().toFile(), "rw")) {
      file.seek((page - 1) * 4096);
      file.write("scribbled".repeat(400).getBytes(UTF_8));
    }

    assertTrue(refusal(parent).startsWith(database() + " is damaged: "));
  }

  @Test
  void aDirectoryThatCannotBeCreatedIsRefused() throws IOException {
    Path file = Files.createFile(parent.resolve("file"));

    assertTrue(refusal(file.resolve("below")).startsWith("Cannot write in data directory "));
    assertEquals(file + " is not a directory", refusal(file));
  }

  /**
   * If a disk is mounted twice on Linux, once read-only, Java may report the read-only state of the
   * other mount.
   */
  @Test
  void aMissingPermissionIsNotBlamedOnTheDisk() {
    String hint = DataDirectory.hint(new AccessDeniedException("charla.lock"), true, true);

    assertTrue(hint.contains("allow this user"), hint);
  }

  @ParameterizedTest
  @CsvSource({
    "true, true, make its disk writable",
    "false, true, Free space",
    "false, false, allow this user"
  })
  void theHintFitsTheDisk(boolean readOnly, boolean full, String expected) {
    String hint = DataDirectory.hint(new FileSystemException("charla.lock"), readOnly, full);

    assertTrue(hint.contains(expected), hint);
  }

  @Test
  void aRefusedStartReleasesTheDirectory() throws IOException {
    Files.writeString(database(), "Dear diary, ".repeat(1000));
    refusal(parent);
    Files.delete(database());

    started(parent).close();
  }

  @Test
  void everyCallFailsBeforeTheStart() {
    try (SqliteStorage storage = new SqliteStorage(parent.resolve("later"))) {
      assertThrows(LogUnavailableException.class, storage.messages()::timelines);
      assertThrows(
          LogUnavailableException.class, () -> Awaiting.result(storage.messages().open(LOBBY)));
      assertThrows(
          LogUnavailableException.class,
          () -> Awaiting.result(storage.identities().put("anna", 0, new byte[0])));
    }

    assertFalse(Files.exists(parent.resolve("later")));
  }

  private static SqliteStorage started(Path directory) {
    SqliteStorage storage = new SqliteStorage(directory);
    storage.start();
    return storage;
  }

  /** Starts a server in this directory. The start must fail; returns the only line of the error. */
  private static String refusal(Path directory) {
    try (SqliteStorage storage = new SqliteStorage(directory)) {
      StorageException refusal = assertThrows(StorageException.class, storage::start);
      assertEquals(1, refusal.hint().lines().count());
      String message = String.valueOf(refusal.getMessage());
      assertEquals(1, message.lines().count());
      return message;
    }
  }

  /** Creates and closes a database of several pages. */
  private void createDatabase() {
    try (SqliteStorage storage = started(parent)) {
      Awaiting.result(storage.messages().open(LOBBY));
      for (int i = 0; i < 50; i++) {
        Awaiting.result(storage.messages().append(Appends.append(LOBBY, i, "text".repeat(1000))));
      }
    }
  }

  private Path database() {
    return parent.resolve("charla.db");
  }

  private void execute(String command) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
        Statement statement = connection.createStatement()) {
      statement.execute(command);
    }
  }

  private long number(String query) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
        Statement statement = connection.createStatement()) {
      return statement.executeQuery(query).getLong(1);
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
