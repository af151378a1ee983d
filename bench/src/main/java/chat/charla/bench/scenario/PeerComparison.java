package chat.charla.bench.scenario;

import chat.charla.bench.http2.ClientProfile;
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
import org.jspecify.annotations.Nullable;

/**
 * Runs the same closed loop with Charla and with peers, in {@link Turns}. The result is the median
 * of the ratios of the runs in the same turn. Charla, and each peer that implements its contract,
 * has one server for each client profile. Each other peer has one server for all profiles.
 */
public final class PeerComparison implements Scenario {
  private static final int SIZE = 100;
  private static final String CHARLA = "charla";

  private static final int SMALL_ROOM = 5;

  private final List<String> names;
  private final List<ClientProfile> profiles;

  /**
   * A server and its clients.
   *
   * @param clients the profile of the clients; null for a peer with another protocol
   */
  private record Side(@Nullable ClientProfile clients, Peer peer) {
    boolean isCharla() {
      return peer.name().equals(CHARLA);
    }

    boolean isComparedWith(ClientProfile profile) {
      return clients == null || clients == profile;
    }

    String label() {
      return clients == null ? peer.name() : peer.name() + " (" + clients.label() + ")";
    }
  }

  /**
   * Creates a comparison.
   *
   * @param names some of {@link Peers#NAMES}, or {@link Peers#BEFORE}
   * @param profiles the clients of Charla, and of the peers of the contract; at least one
   */
  public PeerComparison(List<String> names, List<ClientProfile> profiles) {
    this.names = List.copyOf(names);
    this.profiles = List.copyOf(profiles);
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
    List<Side> sides = new ArrayList<>();
    try (Loop loop = new Loop()) {
      start(bed, sides);
      if (names.contains(Peers.BEFORE)) {
        // In a small room, most of the cost of a message does not depend on its deliveries. The
        // message rate is too high for some peers, so a small room is measured only for another
        // build of Charla.
        compare(bed, loop, sides, SMALL_ROOM, result);
      }
      for (int members : bed.scale().pairs().members()) {
        compare(bed, loop, sides, members, result);
      }
    } finally {
      sides.forEach(side -> side.peer().close());
    }
    result.note(
        "ratio: Charla to the peer, the median of " + bed.scale().pairs().rounds() + " pairs");
    result.note("clients: those of Charla, and of peers with Charla's contract");
    return result;
  }

  private void start(TestBed bed, List<Side> sides) {
    for (ClientProfile profile : profiles) {
      Peers servers = bed.peers().with(profile);
      sides.add(new Side(profile, servers.charla("peers-" + CHARLA)));
      for (String name : names) {
        if (Peers.OF_CONTRACT.contains(name)) {
          sides.add(new Side(profile, servers.start(name)));
        }
      }
    }
    for (String name : names) {
      if (!Peers.OF_CONTRACT.contains(name)) {
        sides.add(new Side(null, bed.peers().start(name)));
      }
    }
  }

  private void compare(TestBed bed, Loop loop, List<Side> sides, int members, Result result) {
    Map<Side, ClosedLoop> rooms = new LinkedHashMap<>();
    for (Side side : sides) {
      bed.say(members + " members join " + side.label());
      rooms.put(side, ClosedLoop.of(loop, side.peer(), "room" + members, members));
    }
    bed.say("warming up");
    List<Integer> inFlights = bed.scale().pairs().inFlight();
    rooms.values().forEach(room -> room.warmUp(inFlights, SIZE, bed.scale().pairs().warmUp()));
    for (int inFlight : inFlights) {
      bed.say(members + " members, " + inFlight + " in flight, alternating");
      Map<Side, List<Measured>> measured = Turns.run(bed.scale(), rooms, inFlight, SIZE);
      for (ClientProfile profile : profiles) {
        add(result, profile, members, inFlight, measured);
      }
    }
  }

  private static void add(
      Result result,
      ClientProfile profile,
      int members,
      int inFlight,
      Map<Side, List<Measured>> measured) {
    Map<Side, List<Measured>> compared = new LinkedHashMap<>(measured);
    compared.keySet().removeIf(side -> !side.isComparedWith(profile));
    List<Measured> charla =
        compared.entrySet().stream()
            .filter(side -> side.getKey().isCharla())
            .findFirst()
            .orElseThrow()
            .getValue();
    compared.forEach(
        (side, runs) -> {
          String peer = side.peer().name();
          Spread ratios = Spread.ofRatios(charla, runs);
          result.add(
              new Row()
                  .with("clients", profile.label())
                  .with("peer", peer)
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
          Double target = PeerTargets.target(profile, peer, members, inFlight);
          if (target != null) {
            String what =
                "CPU with %s clients against %s, %d members, %d in flight"
                    .formatted(profile.label(), peer, members, inFlight);
            result.add(Target.atMost(what, target, ratios.median()));
          }
        });
  }
}
