package chat.charla.bench.scenario;

import chat.charla.bench.http2.ClientProfile;
import chat.charla.bench.loop.Loop;
import chat.charla.bench.peer.ContractPeer;
import chat.charla.bench.report.Result;
import chat.charla.bench.report.Row;
import chat.charla.bench.report.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares the cost of a delivery for several client profiles. One server runs with each profile in
 * turn. Each profile has a room of its own.
 */
final class ClientComparison extends OneServerScenario {
  static final String NAME = "clients";

  private static final int SIZE = 100;

  private final List<ClientProfile> profiles = new ArrayList<>();

  /**
   * Creates a comparison.
   *
   * @param others the profiles to compare with {@link ClientProfile#FIXED}
   */
  ClientComparison(List<ClientProfile> others) {
    profiles.add(ClientProfile.FIXED);
    others.stream().filter(profile -> profile != ClientProfile.FIXED).forEach(profiles::add);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String what() {
    return "the same fan-out to clients of several profiles, in alternating runs: CPU per delivery";
  }

  @Override
  void measure(TestBed bed, Loop loop, ContractPeer charla, Result result) {
    for (int members : bed.scale().pairs().members()) {
      Map<ClientProfile, ClosedLoop> rooms = new LinkedHashMap<>();
      for (ClientProfile profile : profiles) {
        bed.say(members + " members join: " + profile.label());
        String room = profile.label() + members;
        rooms.put(profile, ClosedLoop.of(loop, charla.with(profile), room, members));
      }
      bed.say("warming up");
      List<Integer> inFlights = bed.scale().pairs().inFlight();
      rooms.values().forEach(room -> room.warmUp(inFlights, SIZE, bed.scale().time().warmUp()));
      for (int inFlight : inFlights) {
        bed.say(members + " members, " + inFlight + " in flight, alternating");
        Map<ClientProfile, List<Measured>> measured = Turns.run(bed.scale(), rooms, inFlight, SIZE);
        List<Measured> fixed = measured.values().iterator().next();
        measured.forEach((profile, runs) -> add(result, profile, members, inFlight, runs, fixed));
      }
    }
    result.note(
        "ratio: to fixed windows, the median of " + bed.scale().pairs().rounds() + " pairs");
  }

  private static void add(
      Result result,
      ClientProfile profile,
      int members,
      int inFlight,
      List<Measured> runs,
      List<Measured> fixed) {
    Spread ratios = Spread.ofRatios(runs, fixed);
    result.add(
        new Row()
            .with("clients", profile.label())
            .with("members", members)
            .with("in flight", inFlight)
            .with("server us/delivery", Spread.of(runs, Measured::serverMicrosPerDelivery).median())
            .with("ratio", ratios.median())
            .with("least", ratios.least())
            .with("most", ratios.most())
            .with("compiler %", Spread.of(runs, Measured::compilerPercent).median())
            .with("load us/delivery", Spread.of(runs, Measured::ownMicrosPerDelivery).median())
            .with("deliveries/s", Spread.of(runs, Measured::deliveriesPerSecond).median()));
    Double target = ClientTargets.target(profile, members, inFlight);
    if (target != null) {
      String what =
          "CPU with %s clients against fixed windows, %d members, %d in flight"
              .formatted(profile.label(), members, inFlight);
      result.add(Target.atMost(what, target, ratios.median()));
    }
  }
}
