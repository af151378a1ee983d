package chat.charla.bench.scenario;

import chat.charla.bench.http2.ClientProfile;
import chat.charla.bench.peer.Peers;
import java.util.ArrayList;
import java.util.Comparator;
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
        new CatchUp(),
        new Logins(),
        new Moderation(),
        new Scrapes());
  }

  /**
   * The measurements that have targets. The comparison with the peers is the first, so that a peer
   * that is not installed ends the run at once.
   */
  public static List<Scenario> withTargets() {
    return List.of(
        new PeerComparison(
            List.of(Peers.NATS, Peers.CENTRIFUGO, Peers.FLOOR),
            List.of(ClientProfile.LEAN, ClientProfile.GRPC_GO)),
        new ClientComparison(ClientProfile.named(List.of(ClientProfile.STOCK))),
        new SmallRooms(),
        new DurableSends(),
        new LatencyAtRate(),
        new IdleComparison(List.of(Peers.NATS)),
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
   * @return the named measurements, and the comparisons with the peers and the other build. If none
   *     of these is chosen and {@code profiles} is empty, all measurements. If only profiles are
   *     chosen, the measurements whose result depends on the profile, for each profile and for
   *     {@link ClientProfile#FIXED}
   * @throws IllegalArgumentException if a name is unknown
   */
  public static List<Scenario> chosen(
      List<String> only, List<String> peers, boolean before, List<ClientProfile> profiles) {
    List<Scenario> chosen = new ArrayList<>();
    if (only.isEmpty() && peers.isEmpty() && !before) {
      if (profiles.isEmpty()) {
        return all();
      }
      chosen.add(new ClientComparison(profiles));
      List<ClientProfile> withFixed = new ArrayList<>(profiles);
      withFixed.add(ClientProfile.FIXED);
      List.of(new FanOut(), new SmallRooms(), new CatchUp())
          .forEach(scenario -> chosen.addAll(forEach(withFixed, scenario)));
      return chosen;
    }
    for (String name : only) {
      if (name.equals(ClientComparison.NAME) && !profiles.isEmpty()) {
        chosen.add(new ClientComparison(profiles));
      } else {
        chosen.addAll(forEach(profiles, named(name)));
      }
    }
    List<ClientProfile> clients = profiles.isEmpty() ? List.of(ClientProfile.LEAN) : profiles;
    if (before) {
      chosen.add(new PeerComparison(List.of(Peers.BEFORE), clients));
    }
    if (!peers.isEmpty()) {
      List<String> names = known(peers);
      chosen.add(new PeerComparison(names, clients));
      List<String> installed = names.stream().filter(IdleComparison.PEERS::contains).toList();
      if (!installed.isEmpty()) {
        chosen.add(new IdleComparison(installed));
      }
    }
    return chosen;
  }

  /**
   * The measurement with each profile once. Fixed windows are the first, because the other results
   * are compared with the result for them.
   */
  private static List<Scenario> forEach(List<ClientProfile> profiles, Scenario scenario) {
    AgainstFixed againstFixed = new AgainstFixed();
    return profiles.isEmpty()
        ? List.of(scenario)
        : profiles.stream()
            .distinct()
            .sorted(Comparator.comparing(profile -> profile != ClientProfile.FIXED))
            .<Scenario>map(profile -> new ScenarioForProfile(scenario, profile, againstFixed))
            .toList();
  }

  private static Scenario named(String name) {
    return all().stream()
        .filter(scenario -> scenario.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no measurement " + name));
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
