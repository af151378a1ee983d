package chat.charla.server.storage.sqlite;

import static chat.charla.server.storage.sqlite.Appends.LOBBY;
import static chat.charla.server.storage.sqlite.Appends.append;
import static chat.charla.server.storage.sqlite.Awaiting.result;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.log.MessageLog;
import chat.charla.testkit.Patience;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class CheckpointerTest {
  private static final long MAX_LOG_BYTES = 1 << 20;

  /** Longer than a test runs, so that no free pages are returned to the file system. */
  private static final Duration PAUSE = Duration.ofDays(1);

  private static final String TEXT = "x".repeat(16_000);

  @TempDir private Path directory;

  /**
   * When SQLite restarts the write-ahead log depends on the speed of the disk and of the threads.
   * So the test appends until the log has been restarted three times.
   */
  @Test
  @Timeout(Patience.SECONDS)
  void theWriteAheadLogIsRestartedWhileAReaderLoops() throws IOException {
    Path walFile = directory.resolve("charla.db-wal");
    Tuning tuning = new Tuning(3, 1000, 1 << 20, 50, MAX_LOG_BYTES, PAUSE);
    AtomicBoolean enough = new AtomicBoolean();
    AtomicLong chunks = new AtomicLong();
    int events = 0;

    try (SqliteStorage storage = new SqliteStorage(directory, Database::new, tuning)) {
      storage.start();
      MessageLog log = storage.messages();
      result(log.open(LOBBY));
      int first = generation(walFile);
      CompletableFuture<Void> reading = new CompletableFuture<>();
      readRepeatedly(log, 1, chunks, enough, reading);
      for (int last = first; last < first + 3; events++) {
        result(log.append(append(LOBBY, events, TEXT)));
        if (generation(walFile) > last) {
          last++;
          assertEquals(last, generation(walFile));
          assertTrue(Files.size(walFile) <= 2 * MAX_LOG_BYTES + 4 * TEXT.length());
        }
      }
      enough.set(true);
      result(reading);
    }

    assertTrue(chunks.get() > 0);
    assertFalse(Files.exists(walFile), "the last checkpoint deletes the write-ahead log");
    assertTrue(Files.size(directory.resolve("charla.db")) > (long) events * TEXT.length());
  }

  /** How often the write-ahead log was restarted: the fourth number of its header. */
  private static int generation(Path walFile) throws IOException {
    try (FileChannel file = FileChannel.open(walFile)) {
      ByteBuffer header = ByteBuffer.allocate(16);
      while (header.hasRemaining() && file.read(header) >= 0) {}
      return header.getInt(12);
    }
  }

  /**
   * A backup reads in a long transaction. Each attempt to restart the log would make the writer
   * wait for the backup.
   */
  @Test
  @Timeout(Patience.SECONDS)
  void theWriterDoesNotTryToRestartTheLogDuringALongTransactionOfAReader() throws Exception {
    Path walFile = directory.resolve("charla.db-wal");
    Tuning tuning = new Tuning(1, 1000, 1 << 20, 50, MAX_LOG_BYTES, PAUSE);
    ScriptedConnections connections = new ScriptedConnections(directory.resolve("charla.db"));

    try (SqliteStorage storage = new SqliteStorage(directory, path -> connections, tuning)) {
      storage.start();
      MessageLog log = storage.messages();
      result(log.open(LOBBY));
      int first = generation(walFile);
      int before = connections.statements();
      int events = 0;
      try (Connection reader = connections.openReader();
          Statement statement = reader.createStatement()) {
        statement.execute("BEGIN");
        statement.execute("SELECT count(*) FROM timelines");
        while (Files.size(walFile) < 4 * MAX_LOG_BYTES) {
          result(log.append(append(LOBBY, events, TEXT)));
          events++;
        }
      }
      assertEquals(before, connections.statements());

      while (generation(walFile) == first) {
        result(log.append(append(LOBBY, events, TEXT)));
        events++;
      }
      assertTrue(connections.statements() > before);
    }
  }

  @Test
  void checkpointedEventsAreStillThere() {
    Tuning tuning = new Tuning(1, 1000, 1 << 20, 10, 40_000, PAUSE);
    try (SqliteStorage storage = new SqliteStorage(directory, Database::new, tuning)) {
      storage.start();
      result(storage.messages().open(LOBBY));
      for (int i = 0; i < 300; i++) {
        result(storage.messages().append(append(LOBBY, i, "event " + i)));
      }
      assertEquals(300, Appends.texts(storage.messages(), LOBBY).size());
    }
  }

  /** Reads all chunks again and again, until the test stops it. */
  private static void readRepeatedly(
      MessageLog log,
      long from,
      AtomicLong chunks,
      AtomicBoolean enough,
      CompletableFuture<Void> done) {
    log.read(LOBBY, from, 1000, 64 * 1024)
        .whenComplete(
            (chunk, failure) -> {
              if (failure != null) {
                done.completeExceptionally(failure);
              } else if (enough.get()) {
                done.complete(null);
              } else {
                chunks.incrementAndGet();
                readRepeatedly(
                    log, chunk.events().isEmpty() ? 1 : chunk.next(), chunks, enough, done);
              }
            });
  }
}
