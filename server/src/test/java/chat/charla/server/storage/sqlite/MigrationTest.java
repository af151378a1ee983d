package chat.charla.server.storage.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import chat.charla.server.log.OpenedRoom;
import chat.charla.server.log.TimelineId;
import chat.charla.server.storage.StorageException;
import chat.charla.testkit.Patience;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Databases of former formats become databases of the present format, and lose nothing. */
class MigrationTest {
  @TempDir private Path directory;

  /** The formats that a database can have before a migration, including that of an empty file. */
  static IntStream formerFormats() {
    return IntStream.range(0, Migrations.LATEST_FORMAT);
  }

  @Test
  void theFormatsAreNumberedWithoutHoles() {
    assertEquals(
        IntStream.rangeClosed(1, Migrations.LATEST_FORMAT).boxed().toList(),
        Migrations.ALL.stream().map(Migration::format).toList());
  }

  @ParameterizedTest
  @MethodSource("formerFormats")
  void aMigratedDatabaseHasTheTablesOfANewDatabase(int former) throws SQLException, IOException {
    OldFormat.restore(former, database());
    new Database(database()).openWriter().close();
    Path made = directory.resolve("new.db");
    new Database(made).openWriter().close();

    assertEquals(schema(made), schema(database()));
  }

  @Test
  void format2HasEveryRowOfFormat1AndARecordForEachRoom() throws SQLException, IOException {
    OldFormat.restore(1, database());
    String before = SqlDump.of(database());
    apply(2);

    List<String> expected =
        new ArrayList<>(
            OldFormat.rows(
                before
                    .replace("INSERT INTO identities ", "INSERT INTO authors ")
                    .replace("INSERT INTO sessions ", "INSERT INTO identities ")
                    .replace(
                        "sqlite_sequence VALUES ('identities'",
                        "sqlite_sequence VALUES ('authors'")));
    for (int room : List.of(1, 9, 10, 11)) {
      expected.add("INSERT INTO rooms VALUES (%d, X'');".formatted(room));
    }
    assertEquals(
        String.join("\n", expected.stream().sorted().toList()),
        String.join("\n", OldFormat.rows(SqlDump.of(database()))));
  }

  @ParameterizedTest
  @MethodSource("formerFormats")
  void aStatementThatFailsUndoesTheWholeMigration(int former) throws SQLException, IOException {
    OldFormat.restore(former, database());
    String before = SqlDump.of(database());
    List<String> statements = new ArrayList<>();
    new Database(copy(former, "complete"), statements::add).openWriter().close();
    // The index of the commit that ends the first migration.
    int last = statements.indexOf("COMMIT");

    for (int failing = 0; failing <= last; failing++) {
      String statement = statements.get(failing);
      Path file = copy(former, "fails" + failing);
      assertThrows(SQLException.class, () -> failingAt(statement, file).openWriter(), statement);

      assertEquals(before, SqlDump.of(file), statement);
      new Database(file).openWriter().close();
      assertEquals(
          SqlDump.of(directory.resolve("complete")), SqlDump.of(file), "migrated afterwards");
    }
  }

  @Tag("fault:disk-full-amid-migration")
  @Test
  void aFullDiskStopsTheStart() throws SQLException, IOException {
    OldFormat.restore(1, database());
    String before = SqlDump.of(database());

    try (SqliteStorage storage =
        new SqliteStorage(directory, file -> failingAt("COMMIT", file), Tuning.DEFAULT)) {
      StorageException refusal = assertThrows(StorageException.class, storage::start);
      assertEquals("No space left for " + database(), refusal.getMessage());
    }

    assertEquals(before, SqlDump.of(database()));
    try (SqliteStorage storage = new SqliteStorage(directory)) {
      storage.start();
    }
  }

  /** A repair of a damaged file can lose the records of rooms, and keep their messages. */
  @Test
  void aRoomWithoutARecordIsOpened() throws Exception {
    OldFormat.restore(1, database());
    new Database(database()).openWriter().close();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
        var statement = connection.createStatement()) {
      statement.executeUpdate("DELETE FROM rooms");
    }

    try (SqliteStorage storage = new SqliteStorage(directory)) {
      storage.start();
      byte[] ignored = {1};
      OpenedRoom lobby =
          storage
              .messages()
              .openRoom(TimelineId.room("lobby"), ignored)
              .toCompletableFuture()
              .get(Patience.SECONDS, TimeUnit.SECONDS);
      assertEquals(0, lobby.record().length);
    }
  }

  private static Database failingAt(String failing, Path file) {
    return new Database(
        file,
        statement -> {
          if (statement.equals(failing)) {
            throw new SQLiteException("the disk is full", SQLiteErrorCode.SQLITE_FULL);
          }
        });
  }

  private Path copy(int format, String name) throws SQLException, IOException {
    Path copy = directory.resolve(name);
    OldFormat.restore(format, copy);
    return copy;
  }

  private void apply(int format) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database())) {
      Migrations.ALL.get(format - 1).apply(connection, Migration.Listener.NONE);
    }
  }

  private static List<String> schema(Path file) throws SQLException {
    return Stream.of(SqlDump.of(file).split("\n"))
        .filter(line -> !line.startsWith("INSERT"))
        .toList();
  }

  private Path database() {
    return directory.resolve("charla.db");
  }
}
