package chat.charla.server.simulation;

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
    // The server logs warnings about faults, which are expected here.
    SERVER_LOG.setLevel(Level.SEVERE);
    long[] seeds = Stream.of(arguments).flatMapToLong(SimulationMain::seeds).toArray();
    for (long seed : seeds) {
      try {
        new Simulation(seed).run();
      } catch (AssertionError | RuntimeException failure) {
        System.out.println("seed " + seed + ": " + failure);
        if (seeds.length == 1) {
          failure.printStackTrace(System.out);
        }
        System.exit(1);
      }
    }
    System.out.println(seeds.length + " seeds passed");
    System.exit(0);
  }

  private static LongStream seeds(String argument) {
    String[] ends = argument.split("-", 2);
    return LongStream.rangeClosed(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]));
  }
}
