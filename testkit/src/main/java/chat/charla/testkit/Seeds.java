package chat.charla.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the seeds that a randomised test runs. Unless a system property is set, the seeds are the
 * same in every build: the corpus, then 1, 2, 3 and so on. The corpus of a test is the resource
 * {@code CLASS.seeds} in the package of the test. Each line of the corpus has a seed that has
 * failed once. {@code #} begins a comment.
 *
 * <p>These system properties choose other seeds:
 *
 * <ul>
 *   <li>{@code charla.seed}: the first seed. No other seed is run, unless one of the next
 *       properties is set.
 *   <li>{@code charla.seeds}: the number of consecutive seeds to run.
 *   <li>{@code charla.seeds.seconds}: the number of seconds after which no further seed is run. At
 *       least one seed is run.
 * </ul>
 *
 * <p>Thread-safe.
 */
public final class Seeds {
  /**
   * The number of failures after which no further seed is run. More failures hardly help to find
   * the cause.
   */
  private static final int MOST_FAILURES = 10;

  private Seeds() {}

  /** One run of a test. */
  @FunctionalInterface
  public interface Check {
    /** Runs the test with this seed. Throws an exception if the outcome is wrong. */
    void run(long seed) throws Exception;
  }

  /**
   * Runs a check for each seed.
   *
   * @param test the test class; its corpus is run first, and its name is in the message of a
   *     failure
   * @param count the number of seeds that follow the corpus, at least 1
   * @return the number of seeds that were run
   * @throws AssertionError if seeds have failed. The message names these seeds. After 10 failures,
   *     no further seed is run
   */
  public static int forEach(Class<?> test, int count, Check check) {
    Failures failures = new Failures(test);
    long begin = System.nanoTime();
    Long seconds = Long.getLong("charla.seeds.seconds");
    PrimitiveIterator.OfLong seeds = chosen(test, count, seconds != null).iterator();
    int run = 0;
    while (seeds.hasNext() && failures.count < MOST_FAILURES) {
      if (seconds != null && run > 0 && secondsSince(begin) >= seconds) {
        break;
      }
      long seed = seeds.nextLong();
      run++;
      try {
        check.run(seed);
      } catch (Exception | AssertionError failure) {
        failures.add(seed, failure);
      }
    }
    failures.throwIfAny(run);
    return run;
  }

  /**
   * The seed for a test that needs only one seed. It is {@code charla.seed}, or 1 if that property
   * is not set.
   */
  public static long one() {
    return Long.getLong("charla.seed", 1);
  }

  private static LongStream chosen(Class<?> test, int count, boolean timed) {
    Long first = Long.getLong("charla.seed");
    if (timed) {
      return LongStream.iterate(first != null ? first : System.currentTimeMillis(), n -> n + 1);
    }
    Integer number = Integer.getInteger("charla.seeds");
    if (first != null) {
      return LongStream.range(first, first + (number != null ? number : 1));
    }
    if (number != null) {
      return LongStream.rangeClosed(1, number);
    }
    return LongStream.concat(
        corpus(test).stream().mapToLong(n -> n), LongStream.rangeClosed(1, count));
  }

  /** The corpus of a test: the seeds that have failed, in the order of the file. */
  public static List<Long> corpus(Class<?> test) {
    try (InputStream file = test.getResourceAsStream(test.getSimpleName() + ".seeds")) {
      if (file == null) {
        return List.of();
      }
      return new BufferedReader(new InputStreamReader(file, UTF_8))
          .lines()
          .map(line -> line.replaceFirst("#.*", "").strip())
          .filter(line -> !line.isEmpty())
          .map(Long::valueOf)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long secondsSince(long begin) {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
  }

  private static final class Failures {
    private final Class<?> test;
    private final StringBuilder seeds = new StringBuilder();
    private @Nullable Throwable first;
    private int count;

    Failures(Class<?> test) {
      this.test = test;
    }

    void add(long seed, Throwable failure) {
      // Print the failure immediately, because the next seed may hang.
      System.out.println("FAILED " + test.getSimpleName() + " seed " + seed + ": " + failure);
      count++;
      seeds.append(seeds.isEmpty() ? "" : ", ").append(seed);
      if (first == null) {
        first = failure;
      }
    }

    void throwIfAny(int run) {
      if (first != null) {
        throw new AssertionError(
            "of " + run + " seeds these fail: " + seeds + "; the first: " + first.getMessage(),
            first);
      }
    }
  }
}
