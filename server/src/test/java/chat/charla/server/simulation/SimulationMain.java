package chat.charla.server.simulation;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Runs simulations from the command line: {@code SimulationMain SEEDS…}. Each argument is a seed,
 * or a range of seeds such as {@code 1-2000}.
 */
public final class SimulationMain {

  private static final Logger SERVER_LOG = Logger.getLogger("chat.charla");

  private SimulationMain() {}

  /** Exits with 1 at the first seed that fails. */
  public static void main(String[] arguments) {
    long[] seeds = Stream.of(arguments).flatMapToLong(SimulationMain::seeds).toArray();
    String failure = firstFailure(seeds);
    System.out.println(failure.isEmpty() ? seeds.length + " seeds passed" : failure);
    System.exit(failure.isEmpty() ? 0 : 1);
  }

  /**
   * Runs the seeds until one fails.
   *
   * @return "seed N: " and the failure, with its stack trace if there is only one seed; empty if
   *     all seeds pass
   */
  public static String firstFailure(long... seeds) {
    // The server logs warnings about faults, which are expected here.
    SERVER_LOG.setLevel(Level.SEVERE);
    for (long seed : seeds) {
      try {
        new Simulation(seed).run();
      } catch (AssertionError | RuntimeException failure) {
        StringWriter text = new StringWriter();
        text.append("seed " + seed + ": " + failure);
        if (seeds.length == 1) {
          text.append('\n');
          failure.printStackTrace(new PrintWriter(text, true));
        }
        return text.toString();
      }
    }
    return "";
  }

  private static LongStream seeds(String argument) {
    String[] ends = argument.split("-", 2);
    return LongStream.rangeClosed(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]));
  }
}
