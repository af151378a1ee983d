package chat.charla.server.years;

import chat.charla.server.edge.RawClient;
import chat.charla.server.fault.Canary;
import chat.charla.testkit.ServerProgram;
import chat.charla.v1.ListRoomsRequest;
import chat.charla.v1.Room;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A server restarts. Before the restart, all its identities had a stream. A hundredth of them
 * connect again. The server announces together that it has lost the others, and later it ends the
 * leases of all their names together. Meanwhile two clients exchange messages.
 */
final class LeasesSubject implements Subject {
  private static final Duration LEASE = Duration.ofSeconds(20);

  /** The highest allowed p99 of the time from sending a message to its delivery, in ms. */
  private static final double P99 = 50;

  /** The longest time that a message may take, in ms. */
  private static final double WORST = 200;

  @Override
  public String name() {
    return "leases";
  }

  @Override
  public String what() {
    return "100,000 leases of names end together after a restart";
  }

  @Override
  public List<Figure> measure(Trial trial) throws Exception {
    int identities = trial.size(100_000, 2_000);
    int members = identities / 100;
    try (FormerDatabase database = new FormerDatabase(trial.data())) {
      for (int i = 0; i < identities; i++) {
        database.addIdentity(i, Instant.now(), true);
      }
    }
    Duration lease = trial.isSmoke() ? LEASE.dividedBy(5) : LEASE;
    ServerProgram.Launch launch =
        trial
            .launch()
            .jvm("-Xmx1g")
            .option("--name-lease", lease.toSeconds() + "s", "--announce-loss-after", "2s")
            .option("--max-users", Integer.toString(2 * identities));
    List<String> tokens = IntStream.range(0, members).mapToObj(FormerDatabase::token).toList();
    try (ServerProgram server = launch.start()) {
      int port = server.port();
      long started = System.nanoTime();
      try (Crowd crowd = Crowd.connect(port, tokens);
          Canary canary = Canary.join(port);
          RawClient observer = RawClient.join(port, "Observer")) {
        canary.start();
        canary.awaitMore(1);
        sleepUntil(started + lease.toNanos() - Duration.ofSeconds(1).toNanos());
        int receivedBefore = canary.received();
        Canary.Latencies announcing = canary.latenciesSince(0);
        while (present(observer) > members + 2) {
          Thread.sleep(200);
        }
        Duration ending = Duration.ofNanos(System.nanoTime() - started).minus(lease);
        canary.awaitMore(20);
        canary.stop();
        Canary.Latencies lapsing = canary.latenciesSince(receivedBefore);
        return List.of(
            Figure.of("messages p99 until the leases end", announcing.millis(990), "ms"),
            Figure.of("longest message until the leases end", announcing.millis(1000), "ms"),
            Figure.timeAtMost(P99, "messages p99 while the leases end", lapsing.millis(990), "ms"),
            Figure.timeAtMost(
                WORST, "longest message while the leases end", lapsing.millis(1000), "ms"),
            Figure.of("time until all have ended", ending.toMillis() / 1000.0, "s"));
      }
    }
  }

  private static int present(RawClient observer) {
    return observer.calls().listRooms(ListRoomsRequest.getDefaultInstance()).getRoomsList().stream()
        .filter(room -> room.getName().equals("lobby"))
        .mapToInt(Room::getUserCount)
        .findFirst()
        .orElseThrow();
  }

  private static void sleepUntil(long nanoTime) throws InterruptedException {
    long left = nanoTime - System.nanoTime();
    if (left > 0) {
      Thread.sleep(Duration.ofNanos(left).toMillis());
    }
  }
}
