package chat.charla.bench.scenario;

import chat.charla.bench.peer.Peers;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is wished for of Charla's CPU per delivery, as a part of a peer's. */
final class PeerTargets {
  private static final Map<String, Double> WISHES =
      Map.of(
          key("nats", 200, 1), 1.0,
          key(Peers.FLOOR, 200, 1), 2.0,
          key("nats", 200, 32), 0.7,
          key("ngircd", 200, 32), 0.8,
          key(Peers.OBSERVERS, 200, 32), 0.1,
          key("nats", 2000, 1), 1.1,
          key("nats", 2000, 32), 0.25,
          key("ngircd", 2000, 32), 0.35);

  private PeerTargets() {}

  /** The largest ratio wished for, or null where nothing is. */
  static @Nullable Double wish(String peer, int members, int inFlight) {
    return WISHES.get(key(peer, members, inFlight));
  }

  private static String key(String peer, int members, int inFlight) {
    return peer + " " + members + " " + inFlight;
  }
}
