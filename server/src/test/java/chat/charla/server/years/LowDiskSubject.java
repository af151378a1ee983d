package chat.charla.server.years;

import chat.charla.server.edge.RawClient;
import chat.charla.server.process.Clients;
import chat.charla.server.process.LogPages;
import chat.charla.testkit.ServerProgram;
import java.util.List;

/**
 * A client fills a disk of 64 MB with large messages, 2 MB a second. The server should keep 20 MB
 * free. If less is free, it refuses messages of clients that have written much; if less than half
 * of that is free, it refuses all messages. Clients can still read.
 */
final class LowDiskSubject implements Subject {
  private static final long MB = 1_000_000;
  private static final int PAUSE_MILLIS = 8;

  /**
   * How much, in MB, the client may write before the server notices that a limit is passed. The
   * server checks the disk every 5 s.
   */
  private static final double BETWEEN_CHECKS = 8;

  /** After this many refusals in a row the client stops. */
  private static final int REFUSALS = 20;

  @Override
  public String name() {
    return "low-disk";
  }

  @Override
  public String what() {
    return "messages fill a small disk, of which the server should keep 20 MB free";
  }

  @Override
  public List<Figure> measure(Trial trial) throws Exception {
    SmallDisk disk = new SmallDisk(trial);
    ServerProgram.Launch launch =
        disk.launch(trial, 64 * MB, 34 * MB).option("--message-rate", "0");
    if (trial.knows("--min-free-disk")) {
      launch.option("--min-free-disk", "20M");
    }
    try (ServerProgram server = launch.start();
        Clients clients = new Clients(server)) {
      RawClient writer = clients.join("Writer");
      int posted = fill(writer);
      int read = LogPages.all(clients.connect().as(writer.session()), "lobby").size();
      return List.of(
          Figure.atMost(
              10 + BETWEEN_CHECKS,
              "written of the last 20 MB of a disk",
              20 - Math.min(20, disk.free(server) / (double) MB),
              "MB"),
          Figure.atMost(
              0, "posted messages that cannot be read while the disk is low", posted - read, ""));
    }
  }

  /** Posts until everything is refused. Returns the number of posted messages. */
  private static int fill(RawClient writer) throws InterruptedException {
    int posted = 0;
    int refused = 0;
    while (refused < REFUSALS && posted < 64 * MB / 16_000) {
      if (Load.isPosted(writer, Load.LARGE)) {
        posted++;
        refused = 0;
      } else {
        refused++;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    return posted;
  }
}
