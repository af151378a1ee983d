package chat.charla.server.years;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs subjects, and prints their figures. {@code scripts/years} explains the arguments. Exits with
 * 1 if a bound is broken or a subject fails.
 */
final class Years {
  /** All subjects, in the order in which they run. */
  static final List<Subject> SUBJECTS =
      List.of(
          new DiskSubject(),
          new LowDiskSubject(),
          new AgeSubject(),
          new ReceiptsSubject(),
          new LogSubject(),
          new BackupSubject(),
          new ClockSubject(),
          new LeasesSubject(),
          new StartSubject(),
          new DamageSubject());

  /** How long a subject may measure one server, for sizes with the factor 1. */
  static final Duration LIMIT = Duration.ofSeconds(100);

  /** When this time is over, no further subject begins. */
  private static final Duration TOTAL = Duration.ofMinutes(10);

  private final ExecutorService runner =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "subject");
            thread.setDaemon(true);
            return thread;
          });
  private final List<Subject> chosen = new ArrayList<>();
  private Path jar = Path.of("server/target/charla-server.jar");
  private @Nullable Path before;
  private boolean smoke;
  private int times = 1;
  private boolean listed;

  private Years() {}

  /** Runs the subjects that the arguments name, or all. */
  public static void main(String[] arguments) {
    Years years = new Years();
    if (!years.parse(List.of(arguments))) {
      System.exit(2);
    }
    System.exit(years.run() ? 0 : 1);
  }

  private boolean parse(List<String> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      String word = arguments.get(i);
      boolean hasValue = List.of("--before", "--jar", "--times").contains(word);
      if (hasValue && i + 1 == arguments.size()) {
        return refused(word + " needs a value");
      }
      switch (word) {
        case "--list" -> listed = true;
        case "--smoke" -> smoke = true;
        case "--before" -> before = Path.of(arguments.get(++i));
        case "--jar" -> jar = Path.of(arguments.get(++i));
        case "--times" -> {
          String factor = arguments.get(++i);
          if (!factor.matches("[1-9][0-9]?")) {
            return refused("--times needs a number from 1 to 99");
          }
          times = Integer.parseInt(factor);
        }
        default -> {
          List<Subject> named =
              SUBJECTS.stream().filter(subject -> subject.name().equals(word)).toList();
          if (named.isEmpty()) {
            return refused("there is no subject " + word + ": scripts/years --list");
          }
          chosen.addAll(named);
        }
      }
    }
    for (Path each : before == null ? List.of(jar) : List.of(jar, before)) {
      if (!listed && !Files.isRegularFile(each)) {
        return refused(each + " is missing");
      }
    }
    return true;
  }

  private static boolean refused(String reason) {
    System.err.println("years: " + reason);
    return false;
  }

  private boolean run() {
    if (listed) {
      SUBJECTS.forEach(each -> System.out.printf("%-12s %s%n", each.name(), each.what()));
      return true;
    }
    Table table = new Table(System.out, !smoke);
    long end = System.nanoTime() + TOTAL.multipliedBy(times).toNanos();
    for (Subject subject : chosen.isEmpty() ? SUBJECTS : chosen) {
      if (System.nanoTime() - end >= 0) {
        table.addFailure(
            subject, new TimeoutException("not begun, because the time for all subjects is over"));
      } else {
        run(subject, table);
      }
    }
    table.end();
    return !table.isBroken();
  }

  private void run(Subject subject, Table table) {
    List<Figure> old = List.of();
    try {
      if (before != null) {
        old = measure(subject, before);
      }
    } catch (Subject.SkippedException e) {
      // the newer server is skipped as well, with the reason
    } catch (Exception | AssertionError e) {
      table.note(subject, "no figures of the older server", e);
    }
    try {
      table.add(subject, old, measure(subject, jar));
    } catch (Subject.SkippedException e) {
      table.note(subject, "skipped", e);
    } catch (Exception | AssertionError e) {
      table.addFailure(subject, e);
    }
  }

  private List<Figure> measure(Subject subject, Path server) throws Exception {
    Path directory = Files.createTempDirectory("charla-years");
    Duration limit = LIMIT.multipliedBy(times);
    Future<List<Figure>> figures =
        runner.submit(() -> subject.measure(new Trial(server, directory, smoke, times)));
    try {
      return figures.get(limit.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (Exception) e.getCause();
    } catch (TimeoutException e) {
      // The servers that the subject has started end with this process.
      throw new TimeoutException("no figures within " + limit.toSeconds() + " s");
    } finally {
      figures.cancel(true);
      delete(directory);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (UncheckedIOException e) {
      // A server that did not end in time still writes.
    }
  }
}
