package chat.charla.bench.scenario;

import chat.charla.bench.http2.ClientProfile;
import chat.charla.bench.report.Result;

/**
 * A scenario, run with clients of one profile.
 *
 * @param againstFixed compares the result with the result for fixed windows, if there is one
 *     already
 */
record ScenarioForProfile(Scenario scenario, ClientProfile profile, AgainstFixed againstFixed)
    implements Scenario {
  @Override
  public String name() {
    return scenario.name() + " (" + profile.label() + ")";
  }

  @Override
  public String what() {
    return scenario.what();
  }

  @Override
  public Result run(TestBed bed) {
    Result result =
        scenario.run(new TestBed(bed.peers().with(profile), bed.scale(), bed.progress()));
    result.note("clients: " + profile.label());
    againstFixed.add(profile, result);
    return result;
  }
}
