package chat.charla.bench.scenario;

import chat.charla.bench.peer.Peers;
import java.util.ArrayList;
import java.util.List;

/** Which measurements there are, and which of them are wanted. */
public final class Suite {
  private static final String ALL = "all";
  private static final String WHOSE_MEMORY_IS_COMPARED = "nats";

  private Suite() {}

  /** The measurements of Charla alone, in their order. */
  public static List<Scenario> all() {
    return List.of(
        new FanOut(),
        new SmallRooms(),
        new DurableSends(),
        new LatencyAtRate(),
        new IdleConnections(),
        new Storm(),
        new CatchUp());
  }

  /**
   * The measurements that are wanted.
   *
   * @param only names of some, or nothing
   * @param peers names of peers to compare with, "all", or nothing
   * @param before whether to compare with another build
   * @return those that are named; the comparison if there are peers; all if nothing is named
   * @throws IllegalArgumentException if a name is unknown
   */
  public static List<Scenario> chosen(List<String> only, List<String> peers, boolean before) {
    List<Scenario> chosen = new ArrayList<>();
    for (String name : only) {
      chosen.add(
          all().stream()
              .filter(scenario -> scenario.name().equals(name))
              .findFirst()
              .orElseThrow(() -> new IllegalArgumentException("no measurement is called " + name)));
    }
    if (before) {
      chosen.add(new PeerComparison(List.of(Peers.BEFORE)));
    }
    if (!peers.isEmpty()) {
      List<String> names = known(peers);
      chosen.add(new PeerComparison(names));
      if (names.contains(WHOSE_MEMORY_IS_COMPARED)) {
        chosen.add(new IdleComparison(List.of(WHOSE_MEMORY_IS_COMPARED)));
      }
    }
    return chosen.isEmpty() ? all() : chosen;
  }

  private static List<String> known(List<String> peers) {
    if (peers.contains(ALL)) {
      return Peers.NAMES;
    }
    List<String> names = new ArrayList<>();
    for (String name : peers) {
      if (!Peers.NAMES.contains(name)) {
        throw new IllegalArgumentException("no peer is called " + name);
      }
      if (!name.equals(Peers.FLOOR)) {
        names.add(name);
      }
    }
    names.add(Peers.FLOOR);
    return names;
  }
}
