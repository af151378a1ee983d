package chat.charla.server.storage.sqlite;

import static chat.charla.server.storage.sqlite.Appends.LOBBY;
import static chat.charla.server.storage.sqlite.Appends.append;
import static chat.charla.server.storage.sqlite.Awaiting.await;
import static chat.charla.server.storage.sqlite.Awaiting.result;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.log.Append;
import chat.charla.server.log.HeadMismatchException;
import chat.charla.server.log.LogUnavailableException;
import chat.charla.server.log.MessageLog;
import chat.charla.server.log.TimelineId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How writes share transactions, and what happens to them when a transaction fails. */
class WriterTest {
  private static final TimelineId KITCHEN = TimelineId.room("kitchen");
  private static final int GROUP = 200;

  private final ScriptedConnections connections;
  private final SqliteStorage storage;
  private final MessageLog log;

  WriterTest(@TempDir Path directory) {
    connections = new ScriptedConnections(directory.resolve("charla.db"));
    storage =
        new SqliteStorage(
            directory,
            file -> connections,
            new Tuning(2, GROUP, 1 << 20, 1000, 1 << 24, Duration.ofDays(1)));
    log = storage.messages();
  }

  @BeforeEach
  void start() {
    storage.start();
    result(log.open(LOBBY));
    result(log.open(KITCHEN));
  }

  @AfterEach
  void close() {
    storage.close();
  }

  @Test
  void writesThatArriveDuringACommitShareTheNextCommit() {
    HeldCommit held = new HeldCommit();
    CompletionStage<Void> first = log.append(append(LOBBY, 0, "first"));
    held.awaitReached();
    int before = connections.commits();
    List<CompletionStage<?>> gathered = new ArrayList<>();
    for (int i = 1; i < GROUP; i++) {
      gathered.add(log.append(append(LOBBY, i, "event " + i)));
    }
    gathered.add(storage.identities().put("anna", 0, new byte[] {1}));

    held.release();

    result(first);
    gathered.forEach(Awaiting::result);
    assertEquals(2, connections.commits() - before);
    assertEquals(GROUP, result(log.open(LOBBY)).head());
  }

  @Test
  void theSizeOfATransactionIsLimited() {
    HeldCommit held = new HeldCommit();
    CompletionStage<Void> first = log.append(append(LOBBY, 0, "first"));
    held.awaitReached();
    int before = connections.commits();
    List<CompletionStage<Void>> small =
        IntStream.range(1, GROUP + 2)
            .mapToObj(i -> log.append(append(LOBBY, i, "event " + i)))
            .toList();
    List<CompletionStage<Void>> large =
        IntStream.range(0, 4)
            .mapToObj(i -> log.append(append(KITCHEN, i, "x".repeat(700_000))))
            .toList();

    held.release();

    result(first);
    Stream.concat(small.stream(), large.stream()).forEach(Awaiting::result);
    // The transactions: the first append alone; 200 small appends; one small and two large ones;
    // two large ones.
    assertEquals(4, connections.commits() - before);
  }

  @Test
  void aRefusedWriteDoesNotAffectOthersInItsTransaction() {
    HeldCommit held = new HeldCommit();
    CompletionStage<Void> first = log.append(append(LOBBY, 0, "first"));
    held.awaitReached();
    int before = connections.commits();
    CompletionStage<Void> good = log.append(append(LOBBY, 1, "good"));
    CompletionStage<Void> late = log.append(append(LOBBY, 1, "late"));
    CompletionStage<Boolean> created = storage.identities().put("anna", 0, new byte[] {1});
    CompletionStage<Boolean> createdTwice = storage.identities().put("anna", 0, new byte[] {2});
    CompletionStage<Void> alsoGood = log.append(append(LOBBY, 2, "also good"));

    held.release();

    result(first);
    result(good);
    assertThrows(HeadMismatchException.class, () -> result(late));
    assertTrue(result(created));
    assertFalse(result(createdTwice));
    result(alsoGood);
    assertEquals(2, connections.commits() - before);
    assertEquals(List.of("first", "good", "also good"), Appends.texts(log, LOBBY));
  }

  @Test
  void aFailedCommitFailsAllItsWrites() {
    HeldCommit held = new HeldCommit();
    CompletionStage<Void> first = log.append(append(LOBBY, 0, "first"));
    held.awaitReached();
    List<CompletionStage<?>> gathered =
        List.of(
            log.append(append(LOBBY, 1, "second")),
            log.append(append(LOBBY, 1, "has a wrong head")),
            log.open(TimelineId.room("attic")),
            log.open(LOBBY),
            log.forget("anna"),
            storage.identities().put("anna", 0, new byte[] {1}));
    connections.beforeCommit(WriterTest::fail);

    held.release();

    result(first);
    for (CompletionStage<?> stage : gathered) {
      assertThrows(LogUnavailableException.class, () -> result(stage));
    }
    connections.beforeCommit(() -> {});
    assertEquals(1, result(log.open(LOBBY)).head());
    assertEquals(2, log.timelines().size());
    result(log.append(append(LOBBY, 1, "second")));
    assertEquals(List.of("first", "second"), Appends.texts(log, LOBBY));
  }

  @Test
  void afterAFailureAnotherConnectionIsOpened() {
    int before = connections.writersOpened();
    connections.beforeCommit(WriterTest::fail);
    assertThrows(
        LogUnavailableException.class, () -> result(log.append(append(LOBBY, 0, "first"))));
    connections.beforeCommit(() -> {});

    result(log.append(append(LOBBY, 0, "first")));
    result(log.append(append(LOBBY, 1, "second")));

    assertEquals(1, connections.writersOpened() - before);
  }

  @Test
  void aFailedWriteThatWasCommittedIsIncludedInTheHead() {
    connections.afterCommit(WriterTest::fail);

    assertThrows(
        LogUnavailableException.class, () -> result(log.append(append(LOBBY, 0, "first"))));

    connections.afterCommit(() -> {});
    assertEquals(1, result(log.open(LOBBY)).head());
    assertThrows(HeadMismatchException.class, () -> result(log.append(append(LOBBY, 0, "again"))));
    assertEquals(List.of("first"), Appends.texts(log, LOBBY));
  }

  @Test
  void eachWriteAfterAFailureTriesToOpenAConnection() {
    connections.beforeCommit(WriterTest::fail);
    assertThrows(LogUnavailableException.class, () -> result(log.open(LOBBY)));
    connections.beforeCommit(() -> {});
    AtomicInteger attempts = new AtomicInteger();
    connections.onOpeningWriter(
        connection -> {
          if (attempts.incrementAndGet() <= 3) {
            fail();
          }
        });

    for (int i = 0; i < 3; i++) {
      assertThrows(
          LogUnavailableException.class, () -> result(log.append(append(LOBBY, 0, "first"))));
    }

    result(log.append(append(LOBBY, 0, "first")));
    assertEquals(4, attempts.get());
  }

  @Test
  void aFullDiskRefusesWritesUntilThereIsSpace() {
    connections.onOpeningWriter(connection -> limitPages(connection, 300));
    connections.beforeCommit(WriterTest::fail);
    assertThrows(LogUnavailableException.class, () -> result(log.open(LOBBY)));
    connections.beforeCommit(() -> {});

    long written = 0;
    LogUnavailableException failure = null;
    while (failure == null) {
      try {
        result(log.append(append(LOBBY, written, "x".repeat(100_000))));
        written++;
      } catch (LogUnavailableException e) {
        failure = e;
      }
    }

    assertTrue(written > 0 && String.valueOf(failure.getMessage()).contains("FULL"));
    assertEquals(written, Appends.texts(log, LOBBY).size(), "reading still works");
    assertEquals(written, result(log.open(LOBBY)).head());
    connections.onOpeningWriter(connection -> limitPages(connection, 1_000_000));
    long head = written;
    assertThrows(
        LogUnavailableException.class,
        () -> result(log.append(append(LOBBY, head, "x".repeat(100_000)))),
        "the connection with the limit is still open");
    result(log.append(append(LOBBY, head, "x".repeat(100_000))));
    assertEquals(head + 1, Appends.texts(log, LOBBY).size());
  }

  @Test
  void closingFinishesWritesThatWaitForACommit() throws InterruptedException {
    HeldCommit held = new HeldCommit();
    CompletionStage<Void> first = log.append(append(LOBBY, 0, "first"));
    held.awaitReached();
    CompletionStage<Void> second = log.append(append(LOBBY, 1, "second"));

    Thread closing = new Thread(storage::close);
    closing.start();
    held.release();
    closing.join();

    result(first);
    result(second);
  }

  @Test
  void manyThreadsAppendAtOnce() throws InterruptedException {
    int threads = 8;
    int each = 40;
    List<Throwable> failures = new ArrayList<>();
    List<Thread> appenders =
        IntStream.range(0, threads)
            .mapToObj(
                i ->
                    new Thread(
                        () -> {
                          try {
                            appendToBoth("thread " + i, each);
                          } catch (RuntimeException | Error e) {
                            synchronized (failures) {
                              failures.add(e);
                            }
                          }
                        }))
            .toList();

    appenders.forEach(Thread::start);
    for (Thread appender : appenders) {
      appender.join();
    }

    assertEquals(List.of(), failures);
    List<String> own = Appends.texts(log, LOBBY);
    assertEquals(threads * each, own.size());
    assertEquals(own, Appends.texts(log, KITCHEN), "each append was atomic");
    for (int i = 0; i < threads; i++) {
      String prefix = "thread " + i + " ";
      assertEquals(
          IntStream.range(0, each).mapToObj(number -> prefix + number).toList(),
          own.stream().filter(text -> text.startsWith(prefix)).toList());
    }
  }

  /** Appends to both rooms at once, and tries again if another thread has appended first. */
  private void appendToBoth(String name, int count) {
    long head = 0;
    for (int i = 0; i < count; ) {
      try {
        List<Append.Part> parts = new ArrayList<>();
        parts.addAll(append(LOBBY, head, name + " " + i).parts());
        parts.addAll(append(KITCHEN, head, name + " " + i).parts());
        result(log.append(new Append(parts, 0)));
        i++;
        head++;
      } catch (HeadMismatchException e) {
        head = result(log.open(LOBBY)).head();
      }
    }
  }

  private static void fail() throws SQLException {
    throw new SQLException("scripted");
  }

  private static void limitPages(Connection connection, int pages) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA max_page_count=" + pages);
    }
  }

  /** Holds the next commit back until it is released. Later commits are not held back. */
  private final class HeldCommit {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    HeldCommit() {
      connections.beforeCommit(
          () -> {
            connections.beforeCommit(() -> {});
            reached.countDown();
            await(released);
          });
    }

    void awaitReached() {
      await(reached);
    }

    void release() {
      released.countDown();
    }
  }
}
