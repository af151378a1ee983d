package chat.charla.server.storage.sqlite;

import static chat.charla.server.storage.sqlite.Appends.LOBBY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.log.MessageLog;
import chat.charla.server.log.TimelineId;
import chat.charla.testkit.Seeds;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * After a loss of power in the middle of the last commit, the part of the write-ahead log with this
 * commit is cut off, or has wrong bytes. After the restart, all earlier commits are there, and the
 * last one is not.
 */
@Tag("seeds")
@Tag("fault:torn-wal")
class TornLogTest {
  private static final int COMMITS = 20;
  private static final int CUTS = 30;
  private static final int DAMAGED_COPIES = 30;
  private static final TimelineId KITCHEN = TimelineId.room("kitchen");
  private static final byte[] RECORD = {1, 2, 3};

  private final long seed = Seeds.one();
  private final Random random = new Random(seed);

  @TempDir private Path directory;
  private long lastBegins;
  private long lastEnds;

  @Test
  void theLastCommitIsCutOff() throws IOException {
    loseThePowerAfter(TornLogTest::appendLast);
    for (int i = 0; i < CUTS; i++) {
      long cut = i == 0 ? lastBegins : lastBegins + random.nextLong(lastEnds - lastBegins);
      restart("cut at " + cut, log -> log.setLength(cut), hasEvents(COMMITS - 1));
    }
    restart("not cut", log -> {}, hasEvents(COMMITS));
  }

  @Test
  void theLastCommitHasWrongBytes() throws IOException {
    loseThePowerAfter(TornLogTest::appendLast);
    for (int i = 0; i < DAMAGED_COPIES; i++) {
      long at = lastBegins + random.nextLong(lastEnds - lastBegins);
      byte[] garbage = new byte[1 + random.nextInt((int) Math.min(600, lastEnds - at))];
      restart(
          garbage.length + " wrong bytes at " + at,
          log -> {
            log.seek(at);
            log.readFully(garbage);
            for (int j = 0; j < garbage.length; j++) {
              garbage[j] ^= (byte) (1 + random.nextInt(255));
            }
            log.seek(at);
            log.write(garbage);
          },
          hasEvents(COMMITS - 1));
    }
  }

  @Test
  void aRoomWhoseCreationIsCutOffHasNeitherTimelineNorRecord() throws IOException {
    loseThePowerAfter(log -> log.openRoom(KITCHEN, RECORD));
    for (int i = 0; i < CUTS; i++) {
      long cut = lastBegins + random.nextLong(lastEnds - lastBegins);
      restart("cut at " + cut, log -> log.setLength(cut), hasRooms(LOBBY));
    }
    restart("not cut", log -> {}, hasRooms(LOBBY, KITCHEN));
  }

  /**
   * Makes some commits, and then this last commit. Copies the database and its write-ahead log
   * while the storage is open, because closing it would delete this log.
   */
  private void loseThePowerAfter(Function<MessageLog, CompletionStage<?>> last) throws IOException {
    Files.createDirectory(power());
    try (SqliteStorage storage = new SqliteStorage(directory.resolve("running"))) {
      storage.start();
      MessageLog log = storage.messages();
      Awaiting.result(log.openRoom(LOBBY, RECORD));
      for (int i = 0; i < COMMITS - 1; i++) {
        Awaiting.result(log.append(Appends.append(LOBBY, i, event(i + 1))));
      }
      lastBegins = Files.size(log(directory.resolve("running")));
      Awaiting.result(last.apply(log));
      lastEnds = Files.size(log(directory.resolve("running")));
      for (String file : List.of("charla.db", "charla.db-wal")) {
        Files.copy(directory.resolve("running").resolve(file), power().resolve(file));
      }
    }
    assertTrue(lastEnds > lastBegins + 4096, "the last commit makes the log grow");
  }

  private interface Damage {
    void apply(RandomAccessFile log) throws IOException;
  }

  private interface Check {
    void check(MessageLog log, String what);
  }

  private void restart(String what, Damage damage, Check check) throws IOException {
    Path copy = Files.createTempDirectory(directory, "copy");
    for (String file : List.of("charla.db", "charla.db-wal")) {
      Files.copy(power().resolve(file), copy.resolve(file));
    }
    try (RandomAccessFile log = new RandomAccessFile(log(copy).toFile(), "rw")) {
      damage.apply(log);
    }
    try (SqliteStorage storage = new SqliteStorage(copy)) {
      storage.start();
      check.check(storage.messages(), "seed " + seed + ", " + what);
    }
  }

  private static CompletionStage<Void> appendLast(MessageLog log) {
    return log.append(Appends.append(LOBBY, COMMITS - 1, event(COMMITS)));
  }

  private static Check hasEvents(int count) {
    List<String> expected = LongStream.rangeClosed(1, count).mapToObj(TornLogTest::event).toList();
    return (log, what) -> assertEquals(expected, Appends.texts(log, LOBBY), what);
  }

  private static Check hasRooms(TimelineId... rooms) {
    return (log, what) -> {
      assertEquals(Set.of(rooms), log.timelines().keySet(), what);
      assertEquals(Set.of(rooms), log.records().keySet(), what);
    };
  }

  /** The directory with the files as they are after the loss of power. */
  private Path power() {
    return directory.resolve("power");
  }

  private static Path log(Path data) {
    return data.resolve("charla.db-wal");
  }

  private static String event(long number) {
    return "event " + number + " " + "x".repeat(300);
  }
}
