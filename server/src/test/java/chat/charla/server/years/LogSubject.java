package chat.charla.server.years;

import chat.charla.server.edge.RawClient;
import chat.charla.server.process.Clients;
import chat.charla.testkit.ServerProgram;
import java.time.Duration;
import java.util.List;

/**
 * The disk is full, so that large messages fail and short ones succeed now and then, and a client
 * sends both without a pause.
 */
final class LogSubject implements Subject {
  private static final Duration DURATION = Duration.ofSeconds(10);
  private static final long MIB = 1 << 20;

  @Override
  public String name() {
    return "log";
  }

  @Override
  public String what() {
    return "a client sends messages while the disk is full";
  }

  @Override
  public List<Figure> measure(Trial trial) throws Exception {
    SmallDisk disk = new SmallDisk(trial);
    ServerProgram.Launch launch =
        disk.launch(trial, 16 * MIB, 8 * MIB)
            .option("--message-rate", "0", "--address-message-rate", "0");
    if (trial.knows("--min-free-disk")) {
      launch.option("--min-free-disk", "0");
    }
    long seconds = trial.isSmoke() ? 2 : DURATION.toSeconds();
    try (ServerProgram server = launch.start();
        Clients clients = new Clients(server)) {
      RawClient client = clients.join("Writer");
      while (Load.isPosted(client, Load.LARGE)) {
        // The disk is not full yet.
      }
      int before = server.console().count();
      long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
      while (System.nanoTime() - end < 0) {
        Load.isPosted(client, Load.LARGE);
        Load.isPosted(client, "short");
      }
      List<String> lines = server.console().all();
      List<String> later = lines.subList(before, lines.size());
      return List.of(
          Figure.atMost(40, "lines of the log in 10 s of a full disk", later.size(), "")
              .formerly("43 traces a s"),
          Figure.atMost(
              0,
              "times that the log says meanwhile that the storage works again",
              later.stream().filter(line -> line.contains("works again")).count(),
              ""));
    }
  }
}
