package chat.charla.server.simulation;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Runs simulations from the command line: {@code SimulationMain FIRST_SEED COUNT}. */
public final class SimulationMain {

  private static final Logger SERVER_LOG = Logger.getLogger("chat.charla");

  private SimulationMain() {}

  /** Exits with 1 at the first seed that fails. */
  public static void main(String[] arguments) {
    // The server logs warnings about faults, which are expected here.
    SERVER_LOG.setLevel(Level.SEVERE);
    long first = Long.parseLong(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
    for (long seed = first; seed < first + count; seed++) {
      try {
        new Simulation(seed).run();
      } catch (AssertionError | RuntimeException failure) {
        System.out.println("seed " + seed + ": " + failure);
        if (count == 1) {
          failure.printStackTrace(System.out);
        }
        System.exit(1);
      }
    }
    System.out.println(count + " seeds passed");
    System.exit(0);
  }
}
