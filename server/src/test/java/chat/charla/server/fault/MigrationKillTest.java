package chat.charla.server.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.edge.RawClient;
import chat.charla.server.edge.StoppedDatabase;
import chat.charla.server.process.LogPages;
import chat.charla.server.storage.sqlite.SqlDump;
import chat.charla.testkit.Patience;
import chat.charla.testkit.Seeds;
import chat.charla.testkit.ServerProgram;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server process is killed again and again while it brings a large database of format 2 to the
 * present format. The next start begins the migration again, and nothing is lost. {@code
 * KilledMigrationTest} kills a process before each statement of each migration instead.
 *
 * <p>The seed determines after how many bytes of the write-ahead log each server is killed.
 */
@Tag("seeds")
@Tag("fault:kill-amid-large-migration")
@Timeout(10 * Patience.SECONDS)
class MigrationKillTest {
  private static final int KILLS = 4;
  private static final int COPIES_OF_RECEIPTS = 20_000;

  /** Every receipt again under many other ids. */
  private static final String MORE_RECEIPTS =
      """
      INSERT INTO receipts
      WITH RECURSIVE copies(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copies WHERE n < %d)
      SELECT identity, timeline, message_id || ' ' || n, receipt FROM receipts, copies
      """
          .formatted(COPIES_OF_RECEIPTS);

  /** The server deletes the entries of timelines that have ended before it was stopped. */
  private static final List<String> COUNTS =
      List.of(
          "SELECT count(*) FROM receipts",
          "SELECT count(*) FROM entries WHERE position >> 36 IN (SELECT id FROM timelines)");

  private final long seed = Seeds.one();
  private final Random random = new Random(seed);

  @TempDir private Path directory;

  @Test
  void theNextStartBeginsTheMigrationAgain() throws Exception {
    System.out.println("MigrationKillTest: seed " + seed);
    Path whole = directory.resolve("whole");
    Path killed = directory.resolve("killed");
    restore(whole);
    restore(killed);
    List<String> counts = counts(whole);
    long bytes = bytesOfMigration(whole);
    String format = format(whole);

    int amid = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      long after = 1 + (long) (random.nextDouble() * bytes);
      try (ServerProgram server = launch(killed).start()) {
        Patience.await(
            "bytes of the write-ahead log",
            () -> size(log(killed)) >= after || isListening(server));
        amid += isListening(server) ? 0 : 1;
        server.kill();
      }
    }
    System.out.printf(
        "fault kill-amid-large-migration: %s receipts, a write-ahead log of %d MB; %d kills, %d"
            + " before the server listened%n",
        counts.get(0), bytes / 1_000_000, KILLS, amid);
    assertTrue(amid > 0, "each server was killed after the migration");

    try (ServerProgram server = launch(killed).start();
        RawClient reader = RawClient.join(server.port(), "Reader")) {
      assertEquals(5, LogPages.all(reader, "lobby").size());
    }
    assertEquals(format, format(killed));
    assertEquals(counts, counts(killed));
    OperatorCommand.run("check", "--data", killed.toString());
  }

  /** Lets a server migrate the database. Returns how large the write-ahead log has become. */
  private static long bytesOfMigration(Path data) throws IOException {
    long[] most = new long[1];
    try (ServerProgram server = launch(data).start()) {
      Patience.await(
          "a server on the migrated database",
          () -> {
            most[0] = Math.max(most[0], size(log(data)));
            return isListening(server);
          });
    }
    return most[0];
  }

  private static ServerProgram.Launch launch(Path data) {
    return ServerProgram.classPath().data(data).option("--identity-lifetime", "36500d");
  }

  private static boolean isListening(ServerProgram server) {
    return server.console().all().stream().anyMatch(line -> line.contains("Server listening"));
  }

  private static void restore(Path data) throws Exception {
    Files.createDirectory(data);
    try (InputStream sql =
        Objects.requireNonNull(
            RawClient.class.getResourceAsStream("/chat/charla/server/edge/format-2.sql"))) {
      SqlDump.restore(
          new String(sql.readAllBytes(), StandardCharsets.UTF_8), data.resolve("charla.db"));
    }
    new StoppedDatabase(data).execute(MORE_RECEIPTS);
  }

  private static List<String> counts(Path data) throws Exception {
    StoppedDatabase database = new StoppedDatabase(data);
    List<String> counts = new ArrayList<>();
    for (String query : COUNTS) {
      counts.addAll(database.query(query));
    }
    return counts;
  }

  private static String format(Path data) throws Exception {
    return new StoppedDatabase(data).query("PRAGMA user_version").get(0);
  }

  private static Path log(Path data) {
    return data.resolve("charla.db-wal");
  }

  private static long size(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException deleted) {
      return 0;
    }
  }
}
