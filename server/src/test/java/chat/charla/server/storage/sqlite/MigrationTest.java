package chat.charla.server.storage.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.clock.ObservedTime;
import chat.charla.server.log.OpenedRoom;
import chat.charla.server.log.TimelineId;
import chat.charla.server.storage.StorageException;
import chat.charla.server.storage.v1.StoredIdentity;
import chat.charla.server.storage.v1.StoredReceipt;
import chat.charla.testkit.Patience;
import chat.charla.v1.SendMessageResponse;
import com.google.protobuf.UnknownFieldSet;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  /** The fields that moved from an identity's record to its session. */
  private static final Set<Integer> FIELDS_OF_SESSIONS = Set.of(2, 3, 4, 5, 8, 10);

  /** Deletes the marks of the clock, as if the database had just got its table of numbers. */
  private static final String WITHOUT_MARK = "DELETE FROM numbers WHERE name GLOB 'clock.*'";

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

  @Test
  void format3HasASmallReceiptForEachReceiptOfFormat2() throws SQLException, IOException {
    OldFormat.restore(2, database());
    List<String> before = OldFormat.rows(SqlDump.of(database()));
    Map<List<Object>, StoredReceipt> former = formerReceipts();
    apply(3);

    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database())) {
      ReceiptTable receipts = Tables.of(new Statements(connection)).receipts();
      for (Map.Entry<List<Object>, StoredReceipt> each : former.entrySet()) {
        List<Object> key = each.getKey();
        byte[] receipt =
            receipts
                .find(receipts.key((long) key.get(0), (long) key.get(1), (String) key.get(2)))
                .orElseThrow();
        assertEquals(small(each.getValue()), StoredReceipt.parseFrom(receipt), "" + key);
      }
    }
    List<String> after = OldFormat.rows(SqlDump.of(database()));
    assertEquals(count(before, "receipts"), count(after, "receipts"));
    assertEquals(without("receipts", before), without("secrets", without("receipts", after)));
  }

  /** The migration gives entries that have no minute the time of the migration. */
  @Test
  void entriesOfFormat4AgeFromTheMigrationOn() throws Exception {
    OldFormat.restore(4, database());
    execute(WITHOUT_MARK);
    long before = System.currentTimeMillis();
    apply(5);

    try (SqliteStorage storage = new SqliteStorage(directory)) {
      storage.start();
      TimelineId lobby = TimelineId.room("lobby");
      assertEquals(Map.of(lobby, 1L), since(storage, lobby, before - 60_000));
      long later = before + Duration.ofDays(1).toMillis();
      assertEquals(Map.of(lobby, 6L), since(storage, lobby, later));
    }
  }

  /** Observed time continues from the mark, also if the clock of the machine is wrong. */
  @Test
  void entriesOfFormat4AgeFromTheLastMarkIfThereIsOne() throws Exception {
    OldFormat.restore(4, database());
    long mark = Instant.parse("2040-01-01T00:00:00Z").toEpochMilli();
    execute("INSERT OR REPLACE INTO numbers VALUES ('clock.observed-millis', " + mark + ")");
    apply(5);

    try (SqliteStorage storage = new SqliteStorage(directory)) {
      storage.start();
      TimelineId lobby = TimelineId.room("lobby");
      long latest = mark + ObservedTime.MAX_STOP.toMillis();
      assertEquals(Map.of(lobby, 1L), since(storage, lobby, latest));
      assertEquals(Map.of(lobby, 6L), since(storage, lobby, latest + 60_000));
    }
  }

  /** Receipts that have no day are as old as the migration. */
  @Test
  void receiptsOfFormat5AgeFromTheMigrationOn() throws Exception {
    OldFormat.restore(5, database());
    execute(WITHOUT_MARK);
    long before = System.currentTimeMillis();
    apply(6);

    try (SqliteStorage storage = new SqliteStorage(directory)) {
      storage.start();
      long receipts = receipts();
      removeReceipts(storage, before);
      assertEquals(receipts, receipts());

      removeReceipts(storage, before + Duration.ofDays(2).toMillis());
      assertEquals(0, receipts());
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void removeReceipts(SqliteStorage storage, long millis) throws Exception {
    boolean complete = false;
    while (!complete) {
      complete =
          storage
              .messages()
              .removeReceipts(millis)
              .toCompletableFuture()
              .get(Patience.SECONDS, TimeUnit.SECONDS);
    }
  }

  private long receipts() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
        ResultSet row =
            connection.createStatement().executeQuery("SELECT count(*) FROM receipts")) {
      return row.getLong(1);
    }
  }

  private static Map<TimelineId, Long> since(SqliteStorage storage, TimelineId room, long millis)
      throws Exception {
    return storage
        .messages()
        .appendedSince(List.of(room), millis)
        .toCompletableFuture()
        .get(Patience.SECONDS, TimeUnit.SECONDS);
  }

  /** A damaged receipt affects the repetition of one send, and must not prevent the migration. */
  @Test
  void aDamagedReceiptStaysAsItIs() throws SQLException, IOException {
    OldFormat.restore(2, database());
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
        var statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE receipts SET receipt = x'ff' WHERE identity = 3");
    }

    apply(3);

    assertTrue(
        OldFormat.rows(SqlDump.of(database())).stream()
            .anyMatch(
                row -> row.matches("INSERT INTO receipts VALUES \\(3, X'\\w{24}', X'FF'\\);")));
  }

  private Map<List<Object>, StoredReceipt> formerReceipts() throws SQLException, IOException {
    Map<List<Object>, StoredReceipt> receipts = new HashMap<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
        var statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT * FROM receipts")) {
      while (row.next()) {
        receipts.put(
            List.of(row.getLong(1), row.getLong(2), row.getString(3)),
            StoredReceipt.parseFrom(row.getBytes(4)));
      }
    }
    return receipts;
  }

  private static StoredReceipt small(StoredReceipt former) throws IOException {
    SendMessageResponse response = SendMessageResponse.parseFrom(former.getResponse());
    Instant time =
        Instant.ofEpochSecond(
            response.getCreateTime().getSeconds(), response.getCreateTime().getNanos());
    return StoredReceipt.newBuilder()
        .setShortFingerprint(
            new BigInteger(1, former.getFingerprint().substring(0, 4).toByteArray()).intValue())
        .setSequence(response.getSequence())
        .setCreateNanos(ChronoUnit.NANOS.between(Instant.EPOCH, time))
        .setRecipientId(response.getRecipientId())
        .build();
  }

  private static List<String> without(String table, List<String> rows) {
    return rows.stream().filter(row -> !row.startsWith("INSERT INTO " + table + " ")).toList();
  }

  private static int count(List<String> rows, String table) {
    return rows.size() - without(table, rows).size();
  }

  @Test
  void format4HasExactlyTheRowsOfFormat3() throws SQLException, IOException {
    OldFormat.restore(3, database());
    List<String> before = OldFormat.rows(SqlDump.of(database()));
    apply(4);

    assertEquals(before, OldFormat.rows(SqlDump.of(database())));
  }

  @Test
  void format9HasExactlyTheRowsOfFormat8() throws SQLException, IOException {
    OldFormat.restore(8, database());
    List<String> before = OldFormat.rows(SqlDump.of(database()));
    apply(9);

    assertEquals(before, OldFormat.rows(SqlDump.of(database())));
  }

  @Test
  void format7HasTheSessionOfEachIdentityInAList() throws SQLException, IOException {
    OldFormat.restore(6, database());
    Map<String, UnknownFieldSet> before = identities();
    apply(7);

    Map<String, UnknownFieldSet> expected = new HashMap<>();
    before.forEach(
        (id, former) -> {
          UnknownFieldSet.Builder identity = UnknownFieldSet.newBuilder();
          UnknownFieldSet.Builder session = UnknownFieldSet.newBuilder();
          former
              .asMap()
              .forEach(
                  (number, field) ->
                      (FIELDS_OF_SESSIONS.contains(number) ? session : identity)
                          .addField(number, field));
          expected.put(
              id,
              identity
                  .addField(
                      StoredIdentity.SESSIONS_FIELD_NUMBER,
                      UnknownFieldSet.Field.newBuilder()
                          .addLengthDelimited(session.build().toByteString())
                          .build())
                  .build());
        });
    assertEquals(expected, identities());
    assertTrue(expected.size() > 5, "the fixture has identities");
  }

  /** The server reports a damaged record and keeps it, so it must not prevent the migration. */
  @Test
  void aDamagedIdentityStaysAsItIs() throws SQLException, IOException {
    OldFormat.restore(6, database());
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
        var statement = connection.createStatement()) {
      statement.executeUpdate("INSERT INTO identities VALUES ('damaged', 1, x'ff')");
    }

    apply(7);

    assertTrue(
        OldFormat.rows(SqlDump.of(database()))
            .contains("INSERT INTO identities VALUES ('damaged', 1, X'FF');"));
  }

  /** The records of identities, by their keys. */
  private Map<String, UnknownFieldSet> identities() throws SQLException, IOException {
    Map<String, UnknownFieldSet> identities = new HashMap<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
        var statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT key, record FROM identities")) {
      while (row.next()) {
        identities.put(row.getString(1), UnknownFieldSet.parseFrom(row.getBytes(2)));
      }
    }
    return identities;
  }

  @ParameterizedTest
  @MethodSource("formerFormats")
  void aStatementThatFailsUndoesTheWholeMigration(int former) throws SQLException, IOException {
    OldFormat.restore(former, database());
    String before = OldFormat.comparable(SqlDump.of(database()));
    List<String> statements = new ArrayList<>();
    new Database(copy(former, "complete"), statements::add).openWriter().close();
    // The index of the commit that ends the first migration.
    int last = statements.indexOf("COMMIT");

    for (int failing = 0; failing <= last; failing++) {
      String statement = statements.get(failing);
      Path file = copy(former, "fails" + failing);
      assertThrows(SQLException.class, () -> failingAt(statement, file).openWriter(), statement);

      assertEquals(before, OldFormat.comparable(SqlDump.of(file)), statement);
      new Database(file).openWriter().close();
      assertEquals(
          OldFormat.comparable(SqlDump.of(directory.resolve("complete"))),
          OldFormat.comparable(SqlDump.of(file)),
          "migrated afterwards");
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
