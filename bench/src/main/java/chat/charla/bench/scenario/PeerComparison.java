package chat.charla.bench.scenario;

import chat.charla.bench.loop.Loop;
import chat.charla.bench.peer.Peer;
import chat.charla.bench.peer.Peers;
import chat.charla.bench.report.Result;
import chat.charla.bench.report.Row;
import chat.charla.bench.report.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs the same closed loop with Charla and with peers, in {@link Turns}. The result is the median
 * of the ratios of consecutive runs.
 */
public final class PeerComparison implements Scenario {
  private static final int SIZE = 100;
  private static final String CHARLA = "charla";

  private static final int SMALL_ROOM = 5;

  private final List<String> names;

  /**
   * Creates a comparison.
   *
   * @param names some of {@link Peers#NAMES}, or {@link Peers#BEFORE}
   */
  public PeerComparison(List<String> names) {
    this.names = List.copyOf(names);
  }

  @Override
  public String name() {
    return "peers";
  }

  @Override
  public String what() {
    return "the same fan-out in Charla and its peers, in alternating runs: ratios of CPU per delivery";
  }

  @Override
  public Result run(TestBed bed) {
    Result result = new Result(name());
    List<Peer> peers = new ArrayList<>();
    try (Loop loop = new Loop()) {
      peers.add(bed.peers().charla("peers-" + CHARLA));
      for (String name : names) {
        peers.add(bed.peers().start(name));
      }
      if (names.contains(Peers.BEFORE)) {
        // A small room shows best what a message costs apart from its deliveries. Some peers can
        // hardly sustain this rate.
        compare(bed, loop, peers, SMALL_ROOM, result);
      }
      for (int members : bed.scale().pairs().members()) {
        compare(bed, loop, peers, members, result);
      }
    } finally {
      peers.forEach(Peer::close);
    }
    result.note(
        "ratio: Charla to the peer, the median of " + bed.scale().pairs().rounds() + " pairs");
    return result;
  }

  private static void compare(TestBed bed, Loop loop, List<Peer> all, int members, Result result) {
    Map<Peer, ClosedLoop> rooms = new LinkedHashMap<>();
    for (Peer peer : all) {
      bed.say(members + " members join " + peer.name());
      rooms.put(peer, ClosedLoop.of(loop, peer, "room" + members, members));
    }
    bed.say("warming up");
    List<Integer> inFlights = bed.scale().pairs().inFlight();
    rooms.values().forEach(room -> room.warmUp(inFlights, SIZE, bed.scale().pairs().warmUp()));
    for (int inFlight : inFlights) {
      bed.say(members + " members, " + inFlight + " in flight, alternating");
      Map<Peer, List<Measured>> measured = Turns.run(bed.scale(), rooms, inFlight, SIZE);
      add(result, members, inFlight, measured);
    }
  }

  private static void add(
      Result result, int members, int inFlight, Map<Peer, List<Measured>> measured) {
    List<Measured> charla = measured.values().iterator().next();
    measured.forEach(
        (peer, runs) -> {
          Spread ratios = Spread.ofRatios(charla, runs);
          result.add(
              new Row()
                  .with("peer", peer.name())
                  .with("members", members)
                  .with("in flight", inFlight)
                  .with(
                      "server us/delivery",
                      Spread.of(runs, Measured::serverMicrosPerDelivery).median())
                  .with("ratio", ratios.median())
                  .with("least", ratios.least())
                  .with("most", ratios.most())
                  .with("compiler %", Spread.of(runs, Measured::compilerPercent).median())
                  .with(
                      "load us/delivery", Spread.of(runs, Measured::ownMicrosPerDelivery).median())
                  .with("deliveries/s", Spread.of(runs, Measured::deliveriesPerSecond).median()));
          Double target = PeerTargets.target(peer.name(), members, inFlight);
          if (target != null) {
            result.add(
                Target.atMost(
                    "CPU against "
                        + peer.name()
                        + ", "
                        + members
                        + " members, "
                        + inFlight
                        + " in flight",
                    target,
                    ratios.median()));
          }
        });
  }
}
