package chat.charla.server.years;

import chat.charla.server.process.LiveHeap;
import chat.charla.testkit.ServerProgram;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A server starts with the data that many users have left in years. */
final class StartSubject implements Subject {
  private static final int ROOMS_OF_AN_IDENTITY = 2;

  /**
   * The serial collector leaves some dead objects where they are, up to 5 % of the heap, unless it
   * has this option. They would count as live.
   */
  private static final String NO_DEAD_OBJECTS = "-XX:MarkSweepDeadRatio=0";

  @Override
  public String name() {
    return "start";
  }

  @Override
  public String what() {
    return "a start with 200,000 identities, 5,000 rooms and 3,000,000 messages";
  }

  @Override
  public List<Figure> measure(Trial trial) throws Exception {
    int rooms = trial.size(5_000, 50);
    int messages = trial.size(600, 100);
    int identities = trial.size(200_000, 2_000);
    try (FormerDatabase database = new FormerDatabase(trial.data())) {
      for (int i = 0; i < rooms; i++) {
        database.addRoom(room(i), messages);
      }
      Instant now = Instant.now();
      for (int i = 0; i < identities; i++) {
        // Half of the identities have been silent for weeks.
        Instant lastSeen = i % 2 == 0 ? now : now.minus(Duration.ofDays(20));
        String[] entered = new String[ROOMS_OF_AN_IDENTITY - 1];
        for (int j = 0; j < entered.length; j++) {
          entered[j] = room((i + j) % rooms);
        }
        database.addIdentity(i, lastSeen, false, entered);
      }
    }
    // The first start may bring the database to a newer format, so the second one is measured.
    try (ServerProgram server = trial.launch().jvm("-Xmx2g").start()) {
      server.port();
      server.terminate();
      server.exitCode();
    }
    long begin = System.nanoTime();
    try (ServerProgram server = trial.launch().jvm("-Xmx2g", NO_DEAD_OBJECTS).start()) {
      server.port();
      double seconds = (System.nanoTime() - begin) / 1e9;
      if (!LiveHeap.isKnown()) {
        throw new SkippedException("the heap can be measured only with a JDK");
      }
      return List.of(
          Figure.timeAtMost(8, "time until the server listens", seconds, "s"),
          Figure.atMost(
              285, "live heap after the start", LiveHeap.bytes(server.pid()) / 1048576.0, "MiB"));
    }
  }

  private static String room(int number) {
    return "room%05d".formatted(number);
  }
}
