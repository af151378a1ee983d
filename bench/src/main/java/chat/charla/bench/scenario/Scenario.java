package chat.charla.bench.scenario;

import chat.charla.bench.report.Result;

/** One measurement. */
public interface Scenario {

  /** The name on the command line: lower case and hyphens. */
  String name();

  /** A description in one line. */
  String what();

  /**
   * Runs the measurement.
   *
   * @throws chat.charla.bench.BenchFailure if a delivery is missing or out of order, or the figures
   *     are invalid for another reason
   */
  Result run(TestBed bed);
}
