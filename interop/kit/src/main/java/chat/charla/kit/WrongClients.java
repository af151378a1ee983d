package chat.charla.kit;

import chat.charla.kit.scenario.Scenario;
import chat.charla.kit.scenario.Smoke;
import chat.charla.kit.world.Stage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Plays each scenario with the client that is wrong about it on purpose: the Python client with the
 * patch {@code interop/kit/wrong/SCENARIO.patch}. It must fail, or the scenario shows nothing. The
 * patch begins with the words that the failure must have: a client that is only too slow fails
 * otherwise.
 */
final class WrongClients {
  private static final String BASE = "python";
  private static final String ANOTHER_REASON = "FAILS FOR ANOTHER REASON";

  /** On a busy machine a client may be too slow for an earlier step of the scenario. */
  private static final int ATTEMPTS = 3;

  private static final String EXPECTED = "fails: ";

  private final Player patient;
  private final Player hasty;
  private final Path root;
  private final Clients clients;
  private final int jobs;

  /**
   * Plays.
   *
   * @param patient plays what a wrong client must pass
   * @param hasty plays what it must fail: often by not doing something, which takes waiting
   */
  WrongClients(Player patient, Player hasty, Path root, Clients clients, int jobs) {
    this.patient = patient;
    this.hasty = hasty;
    this.root = root;
    this.clients = clients;
    this.jobs = jobs;
  }

  /** Whether every wrong client has failed its scenario. */
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
    try {
      List<Future<String>> outcomes = new ArrayList<>();
      // The last ones take longest: they come first, so that nothing waits for one of them alone.
      for (int i = scenarios.size() - 1; i >= 0; i--) {
        Scenario scenario = scenarios.get(i);
        outcomes.add(0, workers.submit(() -> playOne(scenario, base)));
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

  private String playOne(Scenario scenario, ClientProgram base)
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
      Outcome smoke = patient.play(List.of(), program, Smoke::play);
      if (!smoke.passed()) {
        return "CANNOT EVEN CONVERSE: " + smoke.why() + smoke.details();
      }
      String outcome = outcome(scenario, hasty.play(scenario, program));
      for (int i = 1; i < ATTEMPTS && outcome.startsWith(ANOTHER_REASON); i++) {
        outcome = outcome(scenario, hasty.play(scenario, program));
      }
      System.err.printf("%-38s %s%n", scenario.name(), outcome.replaceAll(":.*", ""));
      return outcome;
    } finally {
      delete(copy);
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
      return "there is none";
    }
    // Outside of a repository, git applies a patch to what lies there.
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

  /** What the failure must say, by the first line of the patch. */
  static String expected(Path patch) throws IOException {
    String first = Files.readAllLines(patch).get(0);
    if (!first.startsWith(EXPECTED) || first.length() == EXPECTED.length()) {
      throw new IOException(patch + " does not begin with '" + EXPECTED + "' and the words for it");
    }
    return first.substring(EXPECTED.length());
  }

  private static String oneLine(String text) {
    String line = text.strip().replaceAll("[\\p{Cntrl}\\p{Cf}]+", " ");
    return line.length() <= 150 ? line : line.substring(0, 150) + "…";
  }

  /** Copies the sources, and what the build has made of them; installed packages stay behind. */
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

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
