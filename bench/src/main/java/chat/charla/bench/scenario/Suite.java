package chat.charla.bench.scenario;

import chat.charla.bench.http2.ClientProfile;
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
   * The measurements to run, each with clients of each profile.
   *
   * @param only names of measurements; may be empty
   * @param peers names of peers to compare with, or "all"; may be empty
   * @param before whether to compare with another build
   * @param profiles profiles of the clients; an empty list means {@link ClientProfile#LEAN}
   * @return the named measurements, and the comparisons with the peers and the other build; if
   *     there are none, all measurements, or, with profiles, those whose result depends on the
   *     profile
   * @throws IllegalArgumentException if a name is unknown
   */
  public static List<Scenario> chosen(
      List<String> only, List<String> peers, boolean before, List<ClientProfile> profiles) {
    if (profiles.isEmpty()) {
      List<Scenario> named = named(only, peers, before);
      return named.isEmpty() ? all() : named;
    }
    List<String> others = new ArrayList<>(only);
    boolean compared = others.removeIf(ClientComparison.NAME::equals);
    List<Scenario> named = named(others, peers, before);
    if (named.isEmpty() && !compared) {
      named = List.of(new FanOut(), new SmallRooms(), new CatchUp());
      compared = true;
    }
    List<Scenario> chosen = new ArrayList<>();
    if (compared) {
      chosen.add(new ClientComparison(profiles));
    }
    for (Scenario scenario : named) {
      profiles.forEach(profile -> chosen.add(new ForProfile(scenario, profile)));
    }
    return chosen;
  }

  private static List<Scenario> named(List<String> only, List<String> peers, boolean before) {
    List<Scenario> named = new ArrayList<>();
    for (String name : only) {
      named.add(
          all().stream()
              .filter(scenario -> scenario.name().equals(name))
              .findFirst()
              .orElseThrow(() -> new IllegalArgumentException("there is no measurement " + name)));
    }
    if (before) {
      named.add(new PeerComparison(List.of(Peers.BEFORE)));
    }
    if (!peers.isEmpty()) {
      List<String> names = known(peers);
      named.add(new PeerComparison(names));
      if (names.contains(Peers.NATS)) {
        named.add(new IdleComparison(List.of(Peers.NATS)));
      }
    }
    return named;
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
