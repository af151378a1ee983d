package chat.charla.server.years;

import chat.charla.server.edge.RawClient;
import chat.charla.testkit.Patience;
import chat.charla.testkit.ServerProgram;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A server starts with its clock 400 days ahead, and another one with a database that is 40 days
 * old. libfaketime moves the clocks of the server's process. When the server runs, libfaketime also
 * lets two hours pass at once, because a server looks for expired identities once an hour.
 *
 * <p>One identity has been silent for 80 days longer than the others, so it has expired in any
 * case. When this identity is deleted, the server has looked for expired identities.
 */
final class ClockSubject implements Subject {
  private static final int IDENTITIES = 90;
  private static final Duration OLDER = Duration.ofDays(80);

  @Override
  public String name() {
    return "clock";
  }

  @Override
  public String what() {
    return "a clock that is 400 days ahead, and a backup that is 40 days old";
  }

  @Override
  public List<Figure> measure(Trial trial) throws Exception {
    return List.of(
        Figure.atMost(
            0,
            "identities of %d that end with a clock 400 days ahead".formatted(IDENTITIES),
            ended(trial, "ahead", Instant.now(), Duration.ofDays(400)),
            ""),
        Figure.atMost(
            0,
            "identities of %d that end with a backup of 40 days ago".formatted(IDENTITIES),
            ended(trial, "backup", Instant.now().minus(Duration.ofDays(40)), Duration.ZERO),
            ""));
  }

  /** How many identities a server ends if it starts with its clock ahead. */
  private static int ended(Trial trial, String name, Instant lastSeen, Duration ahead)
      throws Exception {
    Path data = trial.directory().resolve(name);
    try (FormerDatabase database = new FormerDatabase(data)) {
      database.addIdentity(0, lastSeen.minus(OLDER), false);
      for (int i = 1; i <= IDENTITIES; i++) {
        database.addIdentity(i, lastSeen, false);
      }
    }
    MovedClock clock = new MovedClock(trial, name);
    clock.set(ahead);
    ServerProgram.Launch launch =
        clock
            .under(ServerProgram.jar(trial.jar()).data(data))
            .option("--quiet", "--name-lease", "1s");
    try (ServerProgram server = launch.start()) {
      try (RawClient ana = RawClient.join(server.port(), "Ana")) {
        clock.set(ahead.plusHours(2));
        // A waiting thread notices the new time only when it wakes up. The lease of this name
        // wakes the thread that looks for expired identities.
        ana.whoAmI();
        awaitEnd(data);
        return IDENTITIES - remaining(data);
      }
    }
  }

  /** Waits until the oldest identity is deleted, and nothing more is deleted afterwards. */
  private static void awaitEnd(Path data) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(Patience.SECONDS).toNanos();
    while (count(data, "key = '" + FormerDatabase.id(0) + "'") > 0) {
      if (System.nanoTime() - end >= 0) {
        throw new IllegalStateException("the server has not looked for expired identities");
      }
      Thread.sleep(50);
    }
    int before;
    do {
      before = remaining(data);
      Thread.sleep(500);
    } while (remaining(data) != before);
  }

  private static int remaining(Path data) throws SQLException {
    return count(data, "key GLOB 'id*' AND key <> '" + FormerDatabase.id(0) + "'");
  }

  private static int count(Path data, String condition) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + data.resolve("charla.db"));
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT count(*) FROM identities WHERE " + condition)) {
      return row.getInt(1);
    }
  }
}
