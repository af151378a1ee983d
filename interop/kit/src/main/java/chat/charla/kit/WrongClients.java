package chat.charla.kit;

import chat.charla.kit.scenario.Scenario;
import chat.charla.kit.world.Directories;
import chat.charla.kit.world.SharedServer;
import chat.charla.kit.world.Stage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Plays each scenario with a client that breaks the scenario's rule on purpose: the Python client
 * with the patch {@code interop/kit/wrong/SCENARIO.patch}. This client must fail. If it passed, the
 * scenario would prove nothing. The patch begins with words that the failure must contain. A client
 * that is merely too slow fails with other words.
 */
final class WrongClients {
  private static final String BASE = "python";
  private static final String ANOTHER_REASON = "FAILS FOR ANOTHER REASON";

  /**
   * The maximum number of runs of one scenario. On a busy machine a slow client may fail at an
   * earlier step of the scenario. Then the kit repeats the run.
   */
  private static final int ATTEMPTS = 3;

  private static final String EXPECTED = "fails: ";

  private final Player smokePlayer;
  private final Player player;
  private final Path server;
  private final Path root;
  private final Clients clients;
  private final int jobs;

  /**
   * Creates the test of the wrong clients.
   *
   * @param smokePlayer plays the smoke test, which a wrong client must pass
   * @param player plays the scenario, which a wrong client must fail. It needs a short time limit:
   *     usually a wrong client does nothing, and the player waits for the whole limit
   * @param server the jar of the server for the smoke test, which all wrong clients share
   */
  WrongClients(
      Player smokePlayer, Player player, Path server, Path root, Clients clients, int jobs) {
    this.smokePlayer = smokePlayer;
    this.player = player;
    this.server = server;
    this.root = root;
    this.clients = clients;
    this.jobs = jobs;
  }

  /**
   * Plays the scenarios, and returns whether every wrong client failed its scenario as expected.
   */
  boolean play(List<Scenario> scenarios) throws IOException, InterruptedException {
    ClientProgram base = clients.named(BASE);
    if (!base.missing().isEmpty()) {
      System.out.println("skipped: the wrong clients need " + base.missing());
      return true;
    }
    String failure = base.runBuild();
    if (!failure.isEmpty()) {
      System.out.println(failure);
      return false;
    }
    Table table = new Table();
    table.row("scenario", "wrong client", "outcome");
    boolean all = true;
    ExecutorService workers = Executors.newFixedThreadPool(jobs);
    try (SharedServer smokeServer = new SharedServer(server)) {
      List<Future<String>> outcomes = new ArrayList<>();
      // The last scenarios take longest. They start first, so that the workers finish at about the
      // same time.
      for (int i = scenarios.size() - 1; i >= 0; i--) {
        Scenario scenario = scenarios.get(i);
        outcomes.add(0, workers.submit(() -> playOne(scenario, base, smokeServer)));
      }
      for (int i = 0; i < scenarios.size(); i++) {
        String outcome = outcomes.get(i).get();
        all &= outcome.startsWith("fails: ");
        table.row(scenarios.get(i).name(), scenarios.get(i).wrong(), outcome);
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      workers.shutdownNow();
    }
    System.out.print(table);
    System.out.println(all ? "every wrong client fails" : "NOT every wrong client fails");
    return all;
  }

  private String playOne(Scenario scenario, ClientProgram base, SharedServer smokeServer)
      throws IOException, InterruptedException {
    Path copy = Files.createTempDirectory("charla-wrong-");
    try {
      Path directory = copy.resolve(root.relativize(base.directory()).toString());
      copy(base.directory(), directory);
      String complaint = patch(scenario, copy);
      if (!complaint.isEmpty()) {
        return "THE PATCH DOES NOT APPLY: " + complaint;
      }
      Stage.Program program = base.in(directory).program();
      Outcome smoke = smokePlayer.playSmoke(smokeServer, program);
      if (!smoke.passed()) {
        return "FAILS THE SMOKE TEST: " + smoke.why() + smoke.details();
      }
      String outcome = outcome(scenario, player.play(scenario, program));
      for (int i = 1; i < ATTEMPTS && outcome.startsWith(ANOTHER_REASON); i++) {
        outcome = outcome(scenario, player.play(scenario, program));
      }
      System.err.printf("%-38s %s%n", scenario.name(), outcome.replaceAll(":.*", ""));
      return outcome;
    } finally {
      Directories.delete(copy);
    }
  }

  private String outcome(Scenario scenario, Outcome outcome) throws IOException {
    String why = oneLine(outcome.why());
    return switch (outcome.end()) {
      case PASSED -> "PASSES";
      case FAILED ->
          (why.contains(expected(patchOf(scenario))) ? "fails: " : ANOTHER_REASON + ": ") + why;
      case BROKEN -> "CANNOT BE PLAYED: " + why;
    };
  }

  private String patch(Scenario scenario, Path copy) throws IOException, InterruptedException {
    Path patch = patchOf(scenario);
    if (!Files.exists(patch)) {
      return "there is no patch";
    }
    // Outside of a repository, git apply patches the files in the current directory.
    ProcessBuilder builder =
        new ProcessBuilder("git", "apply", patch.toString())
            .directory(copy.toFile())
            .redirectErrorStream(true);
    builder.environment().put("GIT_CEILING_DIRECTORIES", System.getProperty("java.io.tmpdir"));
    Process git = builder.start();
    String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return git.waitFor() == 0 ? "" : oneLine(output + "(git apply failed)");
  }

  private Path patchOf(Scenario scenario) {
    return root.resolve(Path.of("interop", "kit", "wrong", scenario.name() + ".patch"));
  }

  /** The words that the failure must contain, from the first line of the patch. */
  static String expected(Path patch) throws IOException {
    String first = Files.readAllLines(patch).get(0);
    if (!first.startsWith(EXPECTED) || first.length() == EXPECTED.length()) {
      throw new IOException(patch + " does not begin with '" + EXPECTED + "WORDS'");
    }
    return first.substring(EXPECTED.length());
  }

  private static String oneLine(String text) {
    String line = text.strip().replaceAll("[\\p{Cntrl}\\p{Cf}]+", " ");
    return line.length() <= 150 ? line : line.substring(0, 150) + "…";
  }

  /** Copies the sources and the products of the build, but not the installed packages. */
  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
              throws IOException {
            if (Files.exists(directory.resolve("pyvenv.cfg"))) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(to.resolve(from.relativize(directory).toString()));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(file, to.resolve(from.relativize(file).toString()));
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
