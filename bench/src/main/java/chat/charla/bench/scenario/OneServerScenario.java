package chat.charla.bench.scenario;

import chat.charla.bench.loop.Loop;
import chat.charla.bench.peer.ContractPeer;
import chat.charla.bench.report.Result;

/** A measurement of one new Charla server, with one loop for all clients. */
abstract class OneServerScenario implements Scenario {
  @Override
  public final Result run(TestBed bed) {
    Result result = new Result(name());
    try (Loop loop = new Loop();
        ContractPeer charla = bed.peers().charla(name())) {
      measure(bed, loop, charla, result);
    }
    return result;
  }

  /** Makes the measurement, and adds the figures to the result. */
  abstract void measure(TestBed bed, Loop loop, ContractPeer charla, Result result);
}
