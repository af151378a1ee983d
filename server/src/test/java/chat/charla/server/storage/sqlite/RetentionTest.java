package chat.charla.server.storage.sqlite;

import static chat.charla.server.storage.sqlite.Appends.LOBBY;
import static chat.charla.server.storage.sqlite.Appends.append;
import static chat.charla.server.storage.sqlite.Appends.repeatable;
import static chat.charla.server.storage.sqlite.Awaiting.result;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.RecordedLog;
import chat.charla.server.log.Append;
import chat.charla.server.log.Entry;
import chat.charla.server.log.LogUnavailableException;
import chat.charla.server.log.MessageLog;
import chat.charla.server.log.TimelineId;
import chat.charla.server.storage.StorageListener;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Trimmed events are deleted from disk, in small steps. */
class RetentionTest {
  private static final TimelineId INBOX = TimelineId.inbox("anna");

  @RegisterExtension final RecordedLog lines = new RecordedLog(ReceiptTrimming.class.getName());

  private final Path directory;
  private final ScriptedConnections connections;
  private final RecordedFailures failures = new RecordedFailures();
  private SqliteStorage storage;
  private MessageLog log;

  RetentionTest(@TempDir Path directory) {
    this.directory = directory;
    connections = new ScriptedConnections(directory.resolve("charla.db"));
    storage = new SqliteStorage(directory, file -> connections, Tuning.DEFAULT, failures);
    log = storage.messages();
  }

  @BeforeEach
  void start() {
    storage.start();
    result(log.open(LOBBY));
    result(log.open(INBOX));
  }

  @AfterEach
  void close() {
    storage.close();
  }

  @Test
  void everyAppendTrimsEventsBeyondTheRetention() throws SQLException {
    for (int i = 0; i < 20; i++) {
      result(log.append(append(LOBBY, i, Math.max(0, i - 3), repeatable("anna", LOBBY, i, 1))));
    }

    assertEquals(16, result(log.open(LOBBY)).first());
    assertEquals(5, rows("entries"));
    assertEquals(20, rows("receipts"));
  }

  @Test
  void aShorterRetentionAppliesAtOnceAndDeletesOverSeveralAppends() throws SQLException {
    result(log.append(append(LOBBY, 0, 0, repeatable("anna", LOBBY, 0, 2500))));
    List<Long> firsts = new ArrayList<>();
    List<Long> rows = new ArrayList<>();

    for (int i = 0; i < 4; i++) {
      result(log.append(append(LOBBY, 2500 + i, 2490 + i, repeatable("anna", LOBBY, 2500 + i, 1))));
      firsts.add(result(log.open(LOBBY)).first());
      rows.add(rows("entries"));
      assertEquals(12, Appends.texts(log, LOBBY).size());
    }

    assertEquals(List.of(2490L, 2491L, 2492L, 2493L), firsts);
    assertEquals(List.of(1500L, 500L, 12L, 12L), rows);
  }

  @Test
  void repeatedRemovalByAgeDeletesAllRows() throws SQLException {
    result(log.append(append(LOBBY, 0, 0, repeatable("anna", LOBBY, 0, 4500))));
    result(log.append(append(LOBBY, 4500, 3500, repeatable("anna", LOBBY, 4500, 1))));
    assertEquals(3500, rows("entries"));
    List<Long> firsts = new ArrayList<>();
    List<Long> rows = new ArrayList<>();

    for (int i = 0; i < 4; i++) {
      firsts.add(result(log.trim(LOBBY, 4502)).orElseThrow().first());
      rows.add(rows("entries"));
    }

    assertEquals(List.of(3500L, 3500L, 4002L, 4502L), firsts);
    assertEquals(List.of(2500L, 1500L, 500L, 0L), rows);
  }

  @Test
  void missingRowsDoNotMakeOtherEventsOlder() throws SQLException {
    int day = 86_400_000;
    result(log.append(append(LOBBY, 0, 0, repeatable("anna", LOBBY, 0, 10))));
    Append.Part part = new Append.Part(LOBBY, 10, repeatable("anna", LOBBY, 10, 90), 0);
    result(log.append(new Append(List.of(part), day)));
    for (String damaged : List.of("sequence BETWEEN 45 AND 55", "sequence > 20")) {
      change("DELETE FROM entries WHERE " + damaged.replace("sequence", "(position & 0xffffffff)"));

      assertEquals(Map.of(LOBBY, 11L), result(log.appendedSince(List.of(LOBBY), day)), damaged);
    }
  }

  @Test
  void aDamagedPageDoesNotKeepTheReceiptsOfOtherPages() throws Exception {
    int receipts = 20_000;
    List<Entry> entries = repeatable("anna", LOBBY, 0, receipts);
    result(log.append(append(LOBBY, 0, 0, entries)));
    storage.close();
    damageAPageOfReceipts();
    storage = new SqliteStorage(directory, failures);
    storage.start();
    log = storage.messages();

    boolean complete = false;
    for (int call = 0; !complete; call++) {
      assertTrue(call < 200, "the pass does not end");
      complete = result(log.removeReceipts(Duration.ofDays(2).toMillis()));
    }

    int kept = 0;
    for (Entry entry : entries) {
      CompletionStage<List<Optional<byte[]>>> found =
          log.find(List.of(Objects.requireNonNull(entry.key())));
      kept +=
          result(found.handle((value, failure) -> failure != null || value.get(0).isPresent()))
              ? 1
              : 0;
    }
    int left = kept;
    assertTrue(left > 0 && left < receipts / 5, () -> left + " receipts are left");
    List<String> logged = lines.lines().all();
    assertEquals(1, logged.size(), logged::toString);
    assertTrue(logged.get(0).startsWith("WARNING Some receipts cannot be"), logged::toString);
    assertTrue(failures.removals.get() > 0);
  }

  /** A failed removal also fails other writes of the same commit. */
  @Test
  void aPassEndsAfterSomeFailedRemovals() throws Exception {
    result(log.append(append(LOBBY, 0, 0, repeatable("anna", LOBBY, 0, 20_000))));
    change("CREATE TRIGGER broken BEFORE DELETE ON receipts BEGIN SELECT RAISE(ABORT, 'no'); END");
    long later = Duration.ofDays(2).toMillis();
    int calls = 1;
    while (!result(log.removeReceipts(later))) {
      calls++;
    }
    assertEquals(10, calls);
    assertEquals(10, failures.removals.get());
    change("DROP TRIGGER broken");

    while (!result(log.removeReceipts(later))) {}

    assertEquals(10_000, rows("receipts"), "the pass continues after the failed removals");
    while (!result(log.removeReceipts(later))) {}
    assertEquals(0, rows("receipts"));
  }

  /** Overwrites one of the pages in the middle of the table. The storage must be closed. */
  private void damageAPageOfReceipts() throws SQLException, IOException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("charla.db"));
        Statement statement = connection.createStatement();
        RandomAccessFile file =
            new RandomAccessFile(directory.resolve("charla.db").toFile(), "rw")) {
      ResultSet page =
          statement.executeQuery(
              "SELECT pgoffset, pgsize FROM dbstat WHERE name = 'receipts' AND pagetype = 'leaf'"
                  + " ORDER BY path LIMIT 1 OFFSET 100");
      file.seek(page.getLong(1));
      file.write(new byte[page.getInt(2)]);
    }
  }

  @Test
  void otherWritesDoNotWaitWhileALongHistoryIsDeleted() throws SQLException {
    fillInbox();
    List<String> order = Collections.synchronizedList(new ArrayList<>());

    CompletionStage<Void> forgotten = log.forget("anna").thenRun(() -> order.add("forgotten"));
    CompletionStage<Void> appended =
        log.append(append(LOBBY, 2500, "meanwhile")).thenRun(() -> order.add("appended"));

    result(forgotten);
    result(appended);
    assertEquals(List.of("appended", "forgotten"), order);
    assertEquals(2501, rows("entries"), "only the lobby's events are left");
    assertEquals(0, rows("receipts"));
    assertEquals(0, rows("identities"));
    assertEquals(0, rows("discarded"));
  }

  @Test
  void theDeletionsOfManyIdentitiesShareOneBatchInEachCommit() throws SQLException {
    int identities = 10;
    for (int i = 0; i < identities; i++) {
      TimelineId inbox = TimelineId.inbox("user" + i);
      result(log.open(inbox));
      result(log.append(append(inbox, 0, 0, repeatable("user" + i, inbox, 0, 300))));
    }
    List<Long> left = new ArrayList<>();
    connections.beforeCommit(() -> left.add(rows("entries") + rows("receipts")));

    List<CompletionStage<Void>> forgotten = new ArrayList<>();
    for (int i = 0; i < identities; i++) {
      forgotten.add(log.forget("user" + i));
    }
    forgotten.forEach(Awaiting::result);

    connections.beforeCommit(() -> {});
    assertEquals(0, rows("entries") + rows("receipts"));
    for (int i = 1; i < left.size(); i++) {
      long deleted = left.get(i - 1) - left.get(i);
      assertTrue(deleted <= 500, () -> "one commit deleted " + deleted + " rows");
    }
  }

  @Test
  void aDeletionThatAStopInterruptsIsFinishedAfterTheRestart() throws SQLException {
    fillInbox();
    AtomicInteger commits = new AtomicInteger();
    connections.beforeCommit(
        () -> {
          if (commits.incrementAndGet() > 3) {
            throw new SQLException("scripted");
          }
        });
    assertThrows(LogUnavailableException.class, () -> result(log.forget("anna")));
    connections.beforeCommit(() -> {});
    storage.close();
    assertTrue(rows("discarded") > 0);
    assertTrue(rows("receipts") > 0);

    storage = new SqliteStorage(directory);
    storage.start();
    log = storage.messages();

    assertEquals(List.of(LOBBY), List.copyOf(log.timelines().keySet()));
    for (int piece = 0; piece < 20; piece++) {
      result(log.open(LOBBY)); // completes after one more step of the deletion
    }
    assertEquals(2500, rows("entries"));
    assertEquals(0, rows("receipts"));
    assertEquals(0, rows("discarded"));
  }

  /**
   * Appends 2,500 events to the inbox and as many to the lobby, all of them Anna's and with
   * receipts.
   */
  private void fillInbox() {
    result(log.append(append(INBOX, 0, 0, repeatable("anna", INBOX, 0, 2500))));
    result(log.append(append(LOBBY, 0, 0, repeatable("anna", LOBBY, 0, 2500))));
  }

  private void change(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("charla.db"));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Counts the failed removals that a metric shows. */
  private static final class RecordedFailures implements StorageListener {
    private final AtomicInteger removals = new AtomicInteger();

    @Override
    public void failed(Operation operation) {
      assertEquals(Operation.REMOVE, operation);
      removals.incrementAndGet();
    }
  }

  private long rows(String table) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("charla.db"));
        Statement statement = connection.createStatement()) {
      return statement.executeQuery("SELECT count(*) FROM " + table).getLong(1);
    }
  }
}
