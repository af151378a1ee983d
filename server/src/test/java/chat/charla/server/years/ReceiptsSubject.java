package chat.charla.server.years;

import chat.charla.server.edge.RawClient;
import chat.charla.server.edge.StoppedDatabase;
import chat.charla.testkit.ServerProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How much disk space receipts take, and how long a server needs to make the receipts of an older
 * database small. A server that is killed during that starts again.
 */
final class ReceiptsSubject implements Subject {
  private static final int IDENTITIES = 100;

  /** The format of the database that {@link FormerDatabase} writes. */
  private static final int FORMER_FORMAT = 1;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** When the write-ahead log has this many bytes, the migration has begun to write receipts. */
  private static final long BEGUN = 2_000_000;

  @Override
  public String name() {
    return "receipts";
  }

  @Override
  public String what() {
    return "receipts on the disk, and a start with 300,000 receipts of an older server";
  }

  @Override
  public List<Figure> measure(Trial trial) throws Exception {
    double bytes = bytesEach(trial);
    int receipts = trial.size(300_000, 30_000);
    Path data = trial.directory().resolve("former");
    Path killed = Files.createDirectory(trial.directory().resolve("killed"));
    write(data, receipts);
    Files.copy(data.resolve("charla.db"), killed.resolve("charla.db"));

    double seconds = start(trial, data);
    Figure small = Figure.atMost(48, "bytes of a receipt", bytes, "B").formerly("134 B");
    Figure start =
        Figure.timeAtMost(
            5 + receipts / 30_000.0,
            "first start with %,d receipts of format 1".formatted(receipts),
            seconds,
            "s");
    if (number(data, "PRAGMA user_version") == FORMER_FORMAT) {
      return List.of(small, start);
    }
    killInTheMiddle(trial, killed);
    double again = start(trial, killed);
    return List.of(
        small,
        start,
        Figure.timeAtMost(
            5 + receipts / 30_000.0, "the same after it was killed in the middle", again, "s"),
        Figure.atMost(
            0,
            "receipts that are lost in both starts",
            2.0 * receipts
                - number(data, "SELECT count(*) FROM receipts")
                - number(killed, "SELECT count(*) FROM receipts"),
            ""));
  }

  /** The size of the receipts that the server itself writes, without what it keeps of messages. */
  private static double bytesEach(Trial trial) throws Exception {
    int messages = trial.size(10_000, 500);
    ServerProgram.Launch launch =
        trial.launch().option("--retain-messages", "10", "--message-rate", "0");
    try (ServerProgram server = launch.start();
        RawClient client = RawClient.join(server.port(), "Writer")) {
      Load.post(client, messages);
      Trial.stop(server);
    }
    return (double) number(trial.data(), "SELECT sum(payload) FROM dbstat WHERE name = 'receipts'")
        / messages;
  }

  private static void write(Path data, int receipts) throws Exception {
    try (FormerDatabase database = new FormerDatabase(data)) {
      long room = database.addRoom("room", 0);
      for (int i = 0; i < IDENTITIES; i++) {
        database.addIdentity(i, Instant.now(), false, "room");
        database.addReceipts(i, room, receipts / IDENTITIES);
      }
    }
  }

  /** Starts the server and stops it in order. Returns the seconds until it listens. */
  private static double start(Trial trial, Path data) throws IOException {
    long begin = System.nanoTime();
    try (ServerProgram server = trial.launch(data).start()) {
      server.port();
      double seconds = (System.nanoTime() - begin) / 1e9;
      Trial.stop(server);
      return seconds;
    }
  }

  private static void killInTheMiddle(Trial trial, Path data) throws Exception {
    try (ServerProgram server = trial.launch(data).start()) {
      server.console().await("the migration", line -> line.contains("The database is being "));
      if (!trial.isSmoke()) {
        awaitBegun(data);
      }
      server.kill();
    }
    if (!trial.isSmoke() && number(data, "PRAGMA user_version") > FORMER_FORMAT + 1) {
      throw new IllegalStateException("the migration was over before the server was killed");
    }
  }

  private static void awaitBegun(Path data) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (data.resolve("charla.db-wal").toFile().length() < BEGUN) {
      if (System.nanoTime() - end >= 0) {
        throw new IllegalStateException("the migration does not begin");
      }
      Thread.sleep(1);
    }
  }

  private static long number(Path data, String query) throws Exception {
    return Long.parseLong(new StoppedDatabase(data).query(query).get(0));
  }
}
