package chat.charla.server.years;

import chat.charla.server.edge.StoppedDatabase;
import chat.charla.server.fault.Canary;
import chat.charla.testkit.ServerProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A server with a history is backed up while two clients send messages: by its own command, and by
 * {@code .backup} of SQLite's tool, which was the documented way before there was a command.
 */
final class BackupSubject implements Subject {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** The longest that the command may take, in seconds. */
  private static final double LONGEST = 20;

  @Override
  public String name() {
    return "backup";
  }

  @Override
  public String what() {
    return "a backup of 400,000 messages beside 18 messages a second";
  }

  @Override
  public List<Figure> measure(Trial trial) throws Exception {
    int messages = trial.size(400_000, 20_000);
    try (FormerDatabase database = new FormerDatabase(trial.data())) {
      database.addRoom("history", messages);
    }
    boolean hasCommand = trial.knows("backup");
    Path copies = Files.createDirectory(trial.directory().resolve("copies"));
    try (ServerProgram server = trial.launch().start();
        Canary canary = Canary.join(server.port())) {
      canary.start();
      canary.awaitMore(20);
      Ended byTool = byTool(trial, copies);
      if (!hasCommand) {
        return List.of(ending(byTool), othersRights(copies.resolve("tool")));
      }
      int received = canary.received();
      Path copy = copies.resolve("copy");
      Ended backup =
          trial
              .command("backup", "--data", trial.data().toString(), "--to", copy.toString())
              .require(0);
      Canary.Latencies meanwhile = canary.latenciesSince(received);
      canary.stop();
      return List.of(
          ending(backup),
          othersRights(copy).formerly("1 (0644)"),
          Figure.atMost(0, "events that the backup lacks", messages - events(copy), ""),
          Figure.of("longest message during the backup", meanwhile.millis(1000), "ms"),
          Figure.of("time of .backup of SQLite's tool", byTool.seconds(), "s"));
    }
  }

  private static Figure ending(Ended backup) {
    return Figure.timeAtMost(LONGEST, "time of the documented backup", backup.seconds(), "s")
        .formerly("does not end");
  }

  private static Figure othersRights(Path copy) throws IOException {
    Set<PosixFilePermission> rights = EnumSet.noneOf(PosixFilePermission.class);
    rights.addAll(Files.getPosixFilePermissions(copy));
    rights.removeAll(Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
    return Figure.atMost(0, "rights of others on the copy", rights.size(), "");
  }

  /** The number of stored events of the room with the history, on a copy that is complete. */
  private static int events(Path copy) throws Exception {
    Path directory = Files.createDirectory(copy.resolveSibling("restored"));
    Files.copy(copy, directory.resolve("charla.db"));
    return Integer.parseInt(
        new StoppedDatabase(directory)
            .query("SELECT count(*) FROM entries WHERE position >> 36 = @room:history@")
            .get(0));
  }

  private static Ended byTool(Trial trial, Path copies) throws Exception {
    List<String> command =
        List.of(
            "sqlite3",
            trial.data().resolve("charla.db").toString(),
            ".backup " + copies.resolve("tool"));
    try {
      return Ended.run(trial.isSmoke() ? PATIENCE.dividedBy(10) : PATIENCE, command);
    } catch (IOException e) {
      throw new SkippedException("sqlite3 is not installed (Debian: apt-get install sqlite3)");
    }
  }
}
