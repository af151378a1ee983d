package chat.charla.server.storage.sqlite;

import static chat.charla.server.storage.sqlite.Appends.LOBBY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.testkit.Seeds;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A loss of power in the middle of the last commit leaves its part of the write-ahead log cut off,
 * or with other bytes. Then all earlier commits are there, and the last one is not.
 */
@Tag("seeds")
@Tag("fault:torn-wal")
class TornLogTest {
  private static final int COMMITS = 20;
  private static final int CUTS = 30;
  private static final int SCRIBBLES = 30;

  private final long seed = Seeds.one();
  private final Random random = new Random(seed);

  @TempDir private Path directory;
  private Path power;
  private long lastBegins;
  private long lastEnds;

  @Test
  void theLastCommitIsCutOff() throws IOException {
    for (int i = 0; i < CUTS; i++) {
      long cut = i == 0 ? lastBegins : lastBegins + random.nextLong(lastEnds - lastBegins);
      requireAllBut("cut at " + cut, log -> log.setLength(cut), COMMITS - 1);
    }
    requireAllBut("not cut", log -> {}, COMMITS);
  }

  @Test
  void theLastCommitIsGarbled() throws IOException {
    for (int i = 0; i < SCRIBBLES; i++) {
      long at = lastBegins + random.nextLong(lastEnds - lastBegins);
      byte[] garbage = new byte[1 + random.nextInt((int) Math.min(600, lastEnds - at))];
      requireAllBut(
          garbage.length + " other bytes at " + at,
          log -> {
            log.seek(at);
            log.readFully(garbage);
            for (int j = 0; j < garbage.length; j++) {
              garbage[j] ^= (byte) (1 + random.nextInt(255));
            }
            log.seek(at);
            log.write(garbage);
          },
          COMMITS - 1);
    }
  }

  /** Copies the database and its log as they are on disk while a server runs. */
  @BeforeEach
  void loseThePower() throws IOException {
    power = Files.createDirectory(directory.resolve("power"));
    try (SqliteStorage storage = new SqliteStorage(directory.resolve("running"))) {
      storage.start();
      Awaiting.result(storage.messages().open(LOBBY));
      for (int i = 0; i < COMMITS; i++) {
        lastBegins = Files.size(log(directory.resolve("running")));
        Awaiting.result(storage.messages().append(Appends.append(LOBBY, i, event(i + 1))));
      }
      lastEnds = Files.size(log(directory.resolve("running")));
      for (String file : List.of("charla.db", "charla.db-wal")) {
        Files.copy(directory.resolve("running").resolve(file), power.resolve(file));
      }
    }
    assertTrue(lastEnds > lastBegins + 4096, "the last commit makes the log grow");
  }

  private interface Damage {
    void to(RandomAccessFile log) throws IOException;
  }

  private void requireAllBut(String what, Damage damage, int commits) throws IOException {
    Path copy = Files.createTempDirectory(directory, "copy");
    for (String file : List.of("charla.db", "charla.db-wal")) {
      Files.copy(power.resolve(file), copy.resolve(file));
    }
    try (RandomAccessFile log = new RandomAccessFile(log(copy).toFile(), "rw")) {
      damage.to(log);
    }
    try (SqliteStorage storage = new SqliteStorage(copy)) {
      storage.start();
      assertEquals(
          LongStream.rangeClosed(1, commits).mapToObj(TornLogTest::event).toList(),
          Appends.texts(storage.messages(), LOBBY),
          () -> "seed " + seed + ", " + what);
    }
  }

  private static Path log(Path data) {
    return data.resolve("charla.db-wal");
  }

  private static String event(long number) {
    return "event " + number + " " + "x".repeat(300);
  }
}
