package chat.charla.server.years;

import chat.charla.server.edge.RawClient;
import chat.charla.server.process.Clients;
import chat.charla.testkit.ServerProgram;
import chat.charla.v1.JoinResponse;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Twelve identities at one address send each other private messages of 16,000 bytes, as fast as the
 * disk permits, until the server refuses them, or until they have written much more than an address
 * may write. The limits are a hundredth of the default ones, so that this takes seconds. Then all
 * of them leave, so that the server deletes their inboxes.
 */
final class DiskSubject implements Subject {
  private static final int IDENTITIES = 12;
  private static final long MB = 1_000_000;

  /** What both inboxes need for one message, with a reserve. */
  private static final long MESSAGE = 36_000;

  /** How long the file may take to shrink. */
  private static final Duration PATIENCE = Duration.ofSeconds(25);

  /**
   * The highest size of the database file afterwards, in MB. The server keeps 4 MiB of free pages.
   */
  private static final double KEPT = 5;

  @Override
  public String name() {
    return "disk";
  }

  @Override
  public String what() {
    return "one address writes private messages of 16,000 bytes, and then its identities leave";
  }

  @Override
  public List<Figure> measure(Trial trial) throws Exception {
    int allowed = trial.size(10, 2);
    ServerProgram.Launch launch =
        trial
            .launch()
            .option("--limit-loopback", "--message-rate", "0", "--address-message-rate", "0");
    if (trial.knows("--byte-rate")) {
      launch.option("--byte-rate", allowed * MB / 5 + "/1d");
      launch.option("--address-byte-rate", allowed * MB + "/1d");
    }
    List<JoinResponse> sessions;
    try (ServerProgram server = launch.start();
        Clients clients = new Clients(server)) {
      sessions = write(clients, 3 * allowed * MB);
      Trial.stop(server);
    }
    double written = size(trial.data()) / (double) MB;
    double left;
    try (ServerProgram server = launch.start();
        Clients clients = new Clients(server)) {
      sessions.forEach(session -> clients.connect().as(session).leave());
      left = shrunk(trial.data().resolve("charla.db")) / (double) MB;
    }
    return List.of(
        Figure.atMost(
                1.1 * allowed,
                "one address of 12 identities writes in private, of %d MB".formatted(3 * allowed),
                written,
                "MB")
            .formerly("280 GB a day"),
        Figure.atMost(Math.max(KEPT, written / 3), "the database when they have left", left, "MB")
            .formerly("all stays"));
  }

  /** Writes until all is refused, or until this many bytes are written. */
  private static List<JoinResponse> write(Clients clients, long most) throws InterruptedException {
    List<RawClient> identities = new ArrayList<>();
    for (int i = 0; i < IDENTITIES; i++) {
      identities.add(clients.join("Writer-" + i));
    }
    List<Thread> writers = new ArrayList<>();
    for (int i = 0; i < IDENTITIES; i++) {
      RawClient author = identities.get(i);
      RawClient recipient = identities.get((i + 1) % IDENTITIES);
      writers.add(new Thread(() -> write(author, recipient, most / IDENTITIES / MESSAGE)));
    }
    writers.forEach(Thread::start);
    for (Thread writer : writers) {
      writer.join();
    }
    return identities.stream().map(RawClient::session).toList();
  }

  /** Sends messages until one is refused. */
  private static void write(RawClient author, RawClient recipient, long messages) {
    try {
      for (long i = 0; i < messages; i++) {
        author.sendPrivately(recipient, Load.LARGE);
      }
    } catch (StatusRuntimeException refused) {
      // The identity has written what it may.
    }
  }

  /**
   * The size of the file when it has shrunk to what the server keeps, or when it takes too long.
   */
  private static long shrunk(Path database) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (Files.size(database) > KEPT * MB && System.nanoTime() - end < 0) {
      Thread.sleep(200);
    }
    return Files.size(database);
  }

  private static long size(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
