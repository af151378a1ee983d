package chat.charla.bench.inner;

import chat.charla.bench.BenchFailure;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs {@link InnerLoops} and prints JMH's results. */
public final class LoopRunner {
  private LoopRunner() {}

  /** Runs the measurements, which take about two minutes. */
  public static void run() {
    try {
      new Runner(
              new OptionsBuilder()
                  .include(InnerLoops.class.getName())
                  .shouldFailOnError(true)
                  .build())
          .run();
    } catch (RunnerException e) {
      throw new BenchFailure("JMH: " + e.getMessage(), e);
    }
  }
}
