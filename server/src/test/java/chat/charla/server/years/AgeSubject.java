package chat.charla.server.years;

import chat.charla.server.edge.RawClient;
import chat.charla.testkit.Patience;
import chat.charla.testkit.ServerProgram;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/**
 * Messages in a room and in an inbox become a day old, and no client posts another message.
 * libfaketime moves the clock of the server's process.
 */
final class AgeSubject implements Subject {
  private static final int MESSAGES = 100;
  private static final Duration AGE = Duration.ofHours(12);

  @Override
  public String name() {
    return "age";
  }

  @Override
  public String what() {
    return "messages become a day old in a quiet room and in an inbox";
  }

  @Override
  public List<Figure> measure(Trial trial) throws Exception {
    MovedClock clock = new MovedClock(trial, "age");
    ServerProgram.Launch launch =
        trial.launch().option("--name-lease", "1s", "--message-rate", "0");
    boolean removes = trial.knows("--retain-for");
    if (removes) {
      String age = AGE.toHours() + "h";
      launch.option("--retain-for", age, "--retain-private-messages-for", age);
    }
    try (ServerProgram server = clock.under(launch).start();
        RawClient ana = RawClient.join(server.port(), "Ana")) {
      for (int i = 0; i < MESSAGES; i++) {
        ana.say("to all");
        ana.sendPrivately(ana, "to myself");
      }
      clock.set(Duration.ofDays(1));
      // The thread that removes messages wakes up when the lease of this name ends.
      ana.join("Luis");
      return List.of(
          Figure.atMost(
                  0,
                  "messages of %d that are kept after a day, for an age of 12 hours"
                      .formatted(2 * MESSAGES),
                  removes ? left(trial) : kept(trial),
                  "")
              .formerly("all"));
    }
  }

  /** Waits until no message is kept, or for long enough. Returns how many are kept. */
  private static int left(Trial trial) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(Patience.SECONDS).toNanos();
    while (kept(trial) > 0 && System.nanoTime() - end < 0) {
      Thread.sleep(50);
    }
    return kept(trial);
  }

  private static int kept(Trial trial) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + trial.data().resolve("charla.db"));
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM entries")) {
      return row.getInt(1);
    }
  }
}
