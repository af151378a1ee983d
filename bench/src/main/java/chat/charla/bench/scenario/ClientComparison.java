package chat.charla.bench.scenario;

import chat.charla.bench.http2.ClientProfile;
import chat.charla.bench.loop.Loop;
import chat.charla.bench.peer.ContractPeer;
import chat.charla.bench.peer.Peer;
import chat.charla.bench.report.Result;
import chat.charla.bench.report.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares, for several client profiles, what a delivery costs one server, in alternating runs.
 * Each profile has a room of its own.
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
      Map<Peer, ClosedLoop> rooms = new LinkedHashMap<>();
      Map<Peer, String> labels = new LinkedHashMap<>();
      for (ClientProfile profile : profiles) {
        bed.say(members + " members join: " + profile.label());
        Peer peer = charla.with(profile);
        labels.put(peer, profile.label());
        rooms.put(peer, ClosedLoop.of(loop, peer, profile.label() + members, members));
      }
      bed.say("warming up");
      List<Integer> inFlights = bed.scale().pairs().inFlight();
      rooms.values().forEach(room -> room.warmUp(inFlights, SIZE, bed.scale().time().warmUp()));
      for (int inFlight : inFlights) {
        bed.say(members + " members, " + inFlight + " in flight, alternating");
        Map<Peer, List<Measured>> measured = Turns.run(bed.scale(), rooms, inFlight, SIZE);
        List<Measured> fixed = measured.values().iterator().next();
        measured.forEach(
            (peer, runs) ->
                result.add(row(String.valueOf(labels.get(peer)), members, inFlight, runs, fixed)));
      }
    }
    result.note(
        "ratio: to fixed windows, the median of " + bed.scale().pairs().rounds() + " pairs");
  }

  private static Row row(
      String label, int members, int inFlight, List<Measured> runs, List<Measured> fixed) {
    Spread ratios = Spread.ofRatios(runs, fixed);
    return new Row()
        .with("clients", label)
        .with("members", members)
        .with("in flight", inFlight)
        .with("server us/delivery", Spread.of(runs, Measured::serverMicrosPerDelivery).median())
        .with("ratio", ratios.median())
        .with("least", ratios.least())
        .with("most", ratios.most())
        .with("compiler %", Spread.of(runs, Measured::compilerPercent).median())
        .with("load us/delivery", Spread.of(runs, Measured::ownMicrosPerDelivery).median())
        .with("deliveries/s", Spread.of(runs, Measured::deliveriesPerSecond).median());
  }
}
