package chat.charla.bench.scenario;

import chat.charla.bench.peer.Peers;
import java.util.ArrayList;
import java.util.List;

/** The list of measurements, and the choice of those to run. */
public final class Suite {
  private static final String ALL = "all";

  private Suite() {}

  /** The measurements of Charla alone, in order. */
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
   * The measurements to run.
   *
   * @param only names of measurements; may be empty
   * @param peers names of peers to compare with, or "all"; may be empty
   * @param before whether to compare with another build
   * @return the named measurements; the comparisons if there are peers; all if nothing is named
   * @throws IllegalArgumentException if a name is unknown
   */
  public static List<Scenario> chosen(List<String> only, List<String> peers, boolean before) {
    List<Scenario> chosen = new ArrayList<>();
    for (String name : only) {
      chosen.add(
          all().stream()
              .filter(scenario -> scenario.name().equals(name))
              .findFirst()
              .orElseThrow(() -> new IllegalArgumentException("there is no measurement " + name)));
    }
    if (before) {
      chosen.add(new PeerComparison(List.of(Peers.BEFORE)));
    }
    if (!peers.isEmpty()) {
      List<String> names = known(peers);
      chosen.add(new PeerComparison(names));
      if (names.contains(Peers.NATS)) {
        chosen.add(new IdleComparison(List.of(Peers.NATS)));
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
        throw new IllegalArgumentException("there is no peer " + name);
      }
      if (!name.equals(Peers.FLOOR)) {
        names.add(name);
      }
    }
    names.add(Peers.FLOOR);
    return names;
  }
}
