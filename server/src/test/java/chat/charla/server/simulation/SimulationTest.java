package chat.charla.server.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The promises under everything that can go wrong. A seed that fails is named; {@code
 * -Dcharla.simulation.seed=SEED -Dcharla.simulation.count=1} runs it again.
 */
class SimulationTest {
  private static final Logger SERVER_LOG = Logger.getLogger("chat.charla");
  private static final int DEFAULT_COUNT = 1500;

  @BeforeEach
  void silenceExpectedFaults() {
    SERVER_LOG.setLevel(Level.SEVERE);
  }

  @AfterEach
  void restoreLogging() {
    SERVER_LOG.setLevel(null);
  }

  @Test
  void everyPromiseIsKeptWhateverFails() {
    long first = Long.getLong("charla.simulation.seed", System.currentTimeMillis());
    int count = Integer.getInteger("charla.simulation.count", DEFAULT_COUNT);
    long acknowledged = 0;
    for (long seed = first; seed < first + count; seed++) {
      Simulation simulation = new Simulation(seed);
      try {
        simulation.run();
      } catch (AssertionError | RuntimeException failure) {
        throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
      }
      acknowledged += simulation.acknowledged();
    }
    System.out.printf(
        "simulation: seeds %d to %d, %d messages acknowledged%n",
        first, first + count - 1, acknowledged);
    assertTrue(acknowledged > count, "hardly anything was said, so nothing was tested");
  }

  @Test
  void theSameSeedGivesTheSameRun() {
    Simulation one = new Simulation(1);
    Simulation other = new Simulation(1);
    one.run();
    other.run();
    assertTrue(one.acknowledged() > 0 && one.fingerprint().equals(other.fingerprint()));
  }
}
