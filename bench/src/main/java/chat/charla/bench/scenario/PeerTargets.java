package chat.charla.bench.scenario;

import chat.charla.bench.peer.Peers;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The targets for the ratio of Charla's CPU per delivery to a peer's. */
final class PeerTargets {
  private static final Map<String, Double> TARGETS =
      Map.of(
          key(Peers.NATS, 200, 1), 1.0,
          key(Peers.FLOOR, 200, 1), 2.0,
          key(Peers.NATS, 200, 32), 0.7,
          key(Peers.OBSERVERS, 200, 32), 0.1,
          key(Peers.NATS, 2000, 1), 1.1,
          key(Peers.NATS, 2000, 32), 0.25);

  private PeerTargets() {}

  /** The largest acceptable ratio; null if there is no target. */
  static @Nullable Double target(String peer, int members, int inFlight) {
    return TARGETS.get(key(peer, members, inFlight));
  }

  private static String key(String peer, int members, int inFlight) {
    return peer + " " + members + " " + inFlight;
  }
}
