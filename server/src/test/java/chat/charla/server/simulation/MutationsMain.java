package chat.charla.server.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.LogManager;
import java.util.stream.LongStream;

/**
 * Runs the simulation against changed servers, for {@code scripts/mutations}: {@code MutationsMain
 * CLASSPATH SEEDS PATCH…}. CLASSPATH is that of the simulation of the unchanged server. The current
 * directory has a copy of the repository for each patch, with the patch applied and the name of the
 * patch without {@code .patch}. SEEDS is the number of seeds after which a patch counts as missed.
 *
 * <p>One JVM for all patches: compiler and simulation are loaded and compiled to machine code once.
 * Each processor runs another patch, because a simulation has one thread.
 */
public final class MutationsMain {
  private final String classPath;
  private final long most;
  private final ConcurrentSkipListSet<Long> failing = new ConcurrentSkipListSet<>();

  private MutationsMain(String classPath, long most) {
    this.classPath = classPath;
    this.most = most;
  }

  /**
   * Prints a line for each patch. Exits with 1 if no seed fails with a patch, or if a seed that
   * failed with a patch also fails with the unchanged server.
   */
  public static void main(String[] arguments) throws Exception {
    // The servers log what the patches and the simulated faults cause.
    LogManager.getLogManager().reset();
    MutationsMain mutations = new MutationsMain(arguments[0], Long.parseLong(arguments[1]));
    boolean right =
        mutations.run(Arrays.stream(arguments, 2, arguments.length).map(Path::of).toList());
    System.exit(right ? 0 : 1);
  }

  private boolean run(List<Path> patches) throws Exception {
    int processors = Runtime.getRuntime().availableProcessors();
    ExecutorService threads = Executors.newFixedThreadPool(processors);
    int caught = 0;
    boolean unchangedPasses = true;
    try (var libraries = Mutant.libraries(classPath)) {
      List<Future<Boolean>> all = new ArrayList<>();
      for (Path patch : patches) {
        all.add(threads.submit(() -> isCaught(patch, libraries)));
      }
      for (Future<Boolean> one : all) {
        caught += one.get() ? 1 : 0;
      }
      List<Long> seeds = List.copyOf(failing);
      List<Future<String>> parts = new ArrayList<>();
      for (int i = 0; i < processors; i++) {
        int part = i;
        long[] chosen =
            LongStream.range(0, seeds.size())
                .filter(index -> index % processors == part)
                .map(index -> seeds.get((int) index))
                .toArray();
        parts.add(threads.submit(() -> unchanged(libraries, chosen)));
      }
      for (Future<String> part : parts) {
        String failure = part.get();
        if (!failure.isEmpty()) {
          unchangedPasses = false;
          System.out.println("the unchanged server fails without any patch: " + failure);
        }
      }
      if (unchangedPasses) {
        System.out.println("the unchanged server: " + seeds.size() + " seeds passed");
      }
    } finally {
      threads.shutdownNow();
    }
    System.out.printf("mutations: %d of %d caught%n", caught, patches.size());
    return unchangedPasses && caught == patches.size();
  }

  private String unchanged(ClassLoader libraries, long[] seeds) throws IOException {
    try (Mutant server = new Mutant("", classPath, libraries)) {
      return server.firstFailure(seeds);
    }
  }

  private boolean isCaught(Path patch, ClassLoader libraries) throws IOException {
    String name = patch.getFileName().toString().replaceFirst("\\.patch$", "");
    List<String> lines = Files.readAllLines(patch);
    Path copy = Path.of(name).toAbsolutePath();
    Path classes = Files.createDirectory(copy.resolve("classes"));
    String said = Mutant.compile(changed(lines, copy), classes, classPath);
    if (!said.isEmpty()) {
      System.out.printf("%-40s does not compile%n%s%n", name, said);
      return false;
    }
    // A patch counts as caught only by a failing seed, not if the simulation cannot start.
    String failure;
    try (Mutant server = new Mutant(classes.toString(), classPath, libraries)) {
      failure = server.firstFailure(seeds(lines));
    } catch (IllegalStateException | LinkageError broken) {
      System.out.printf("%-40s BROKEN: %s%n", name, broken);
      return false;
    }
    if (failure.isEmpty()) {
      System.out.printf("%-40s MISSED by %d seeds%n", name, most);
      return false;
    }
    String line = failure.lines().findFirst().orElseThrow();
    System.out.printf("%-40s caught, %.110s%n", name, line);
    failing.add(Long.parseLong(line.substring("seed ".length(), line.indexOf(':'))));
    return true;
  }

  private static List<Path> changed(List<String> patch, Path copy) {
    return patch.stream()
        .filter(line -> line.startsWith("+++ b/"))
        .map(line -> copy.resolve(line.substring("+++ b/".length())))
        .toList();
  }

  /** The seed that the patch names, if any, and then all others. */
  private long[] seeds(List<String> patch) {
    LongStream named =
        patch.stream()
            .filter(line -> line.startsWith("Seed: "))
            .mapToLong(line -> Long.parseLong(line.substring("Seed: ".length())));
    return LongStream.concat(named, LongStream.rangeClosed(1, most)).toArray();
  }
}
