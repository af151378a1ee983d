package chat.charla.server.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.QuietLog;
import chat.charla.testkit.Seeds;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * All promises under every fault that can happen. A failing seed is named; {@code
 * -Dcharla.seed=SEED} runs it again.
 */
@Tag("seeds")
class SimulationTest {
  private static final int COUNT = 1000;

  @RegisterExtension final QuietLog log = new QuietLog(Level.SEVERE);

  @Test
  void everyPromiseIsKeptUnderFaults() {
    AtomicLong acknowledged = new AtomicLong();
    AtomicLong compared = new AtomicLong();
    int run =
        Seeds.forEach(
            SimulationTest.class,
            COUNT,
            seed -> {
              Simulation simulation = new Simulation(seed);
              simulation.run();
              acknowledged.addAndGet(simulation.acknowledged());
              compared.addAndGet(simulation.presenceCompared() ? 1 : 0);
            });
    System.out.printf(
        "simulation: %d seeds, %d messages acknowledged, presence compared in %d%n",
        run, acknowledged.get(), compared.get());
    assertTrue(acknowledged.get() > run, "hardly any messages were sent, so nothing was tested");
    assertTrue(run == 1 || compared.get() > run / 4, "presence was hardly ever compared");
  }

  /**
   * With a defective server, some promises are not checked. A seed chooses whether the server is
   * defective, and the choice can change with the code. So each seed of the corpus is run with both
   * choices: then it still checks the promise that it once found broken.
   */
  @Test
  void theCorpusPassesWithAndWithoutDefects() {
    for (long seed : Seeds.corpus(SimulationTest.class)) {
      try {
        new Simulation(seed, true).run();
      } catch (AssertionError | RuntimeException failure) {
        throw new AssertionError("seed " + seed + " with the other choice of defects", failure);
      }
    }
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
