package chat.charla.server.storage.sqlite;

import static chat.charla.server.storage.sqlite.Awaiting.result;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.log.Append;
import chat.charla.server.log.Entry;
import chat.charla.server.log.MessageLog;
import chat.charla.server.log.TimelineId;
import chat.charla.testkit.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The space of removed messages is returned to the file system. */
@Timeout(10 * Patience.SECONDS)
class FileShrinkingTest {
  private static final TimelineId ROOM = TimelineId.room("lobby");
  private static final TimelineId INBOX = TimelineId.inbox("anna");
  private static final int EVENTS = 10_000;
  private static final int EVENT_BYTES = 1000;
  private static final int PIECE = 1000;

  /** Slightly more pages than the server leaves free in the file. */
  private static final int KEPT_PAGES = 1100;

  private static final int PAGE_BYTES = 4096;

  @TempDir private Path directory;

  @Test
  void aFileWithManyFreePagesShrinks() throws Exception {
    long full = fillAndForget();

    try (SqliteStorage storage = open()) {
      MessageLog log = storage.messages();
      while (freePages() > KEPT_PAGES) {
        // This call shares its transaction with a step, or waits until the step is done.
        result(log.open(ROOM));
      }
    }

    assertTrue(Files.size(database()) < full / 2, full + " bytes before");
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      assertEquals("ok", statement.executeQuery("PRAGMA integrity_check").getString(1));
    }
  }

  /** No write after the last step causes a checkpoint, which makes the file shorter. */
  @Test
  void theFileOfAQuietServerShrinksToo() throws Exception {
    fillAndForget();

    try (SqliteStorage unused = open()) {
      Patience.await("a short file", () -> database().toFile().length() <= KEPT_PAGES * PAGE_BYTES);
    }
  }

  /**
   * A step shares its transaction with messages. The failures of steps must not make messages fail
   * again and again.
   */
  @Test
  void afterAFailureTheFileDoesNotShrinkAnyMore() throws Exception {
    fillAndForget();
    ScriptedConnections connections = new ScriptedConnections(database());
    AtomicBoolean failing = new AtomicBoolean(true);
    connections.beforeCommit(
        () -> {
          if (failing.get()) {
            throw new SQLException("disk I/O error");
          }
        });

    try (SqliteStorage storage = open(file -> connections, Duration.ofMillis(1))) {
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        if (thread.getName().startsWith("charla-log-shrinker")) {
          thread.join();
        }
      }
      failing.set(false);
      result(storage.messages().open(ROOM));
    }

    assertTrue(freePages() > KEPT_PAGES);
  }

  /** Fills an inbox and removes it. Returns the size of the file, most of which is now free. */
  private long fillAndForget() throws IOException {
    try (SqliteStorage storage = open(Duration.ofDays(1))) {
      MessageLog log = storage.messages();
      result(log.open(INBOX));
      List<Entry> piece = Collections.nCopies(PIECE, Entry.of(new byte[EVENT_BYTES]));
      for (int head = 0; head < EVENTS; head += PIECE) {
        result(log.append(new Append(List.of(new Append.Part(INBOX, head, piece, 0)), 0)));
      }
      result(log.forget("anna"));
    }
    return Files.size(database());
  }

  private SqliteStorage open() {
    return open(Duration.ofMillis(1));
  }

  private SqliteStorage open(Duration shrinkPause) {
    return open(Database::new, shrinkPause);
  }

  private SqliteStorage open(Function<Path, Connections> connections, Duration shrinkPause) {
    Tuning usual = Tuning.DEFAULT;
    SqliteStorage storage =
        new SqliteStorage(
            directory,
            connections,
            new Tuning(
                usual.readers(),
                usual.groupWrites(),
                usual.groupBytes(),
                usual.checkpointPages(),
                usual.maxLogBytes(),
                shrinkPause));
    storage.start();
    return storage;
  }

  private long freePages() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      return statement.executeQuery("PRAGMA freelist_count").getLong(1);
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + database());
  }

  private Path database() {
    return directory.resolve("charla.db");
  }
}
