package chat.charla.bench.scenario;

import chat.charla.bench.report.Result;

/** One measurement. */
public interface Scenario {

  /** Names it on the command line: lower case and hyphens. */
  String name();

  /** What it measures, in a line. */
  String what();

  /**
   * Measures.
   *
   * @throws chat.charla.bench.BenchFailure if a delivery is missing or out of order, or anything
   *     else makes the figures worthless
   */
  Result run(Bed bed);
}
