package chat.charla.bench.scenario;

import chat.charla.bench.http2.ClientProfile;
import chat.charla.bench.peer.Peers;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The targets for the ratio of Charla's CPU per delivery to a peer's. */
final class PeerTargets {
  private static final Map<Case, Double> TARGETS =
      Map.of(
          new Case(ClientProfile.LEAN, Peers.NATS, 200, 1), 1.15,
          new Case(ClientProfile.LEAN, Peers.NATS, 200, 32), 1.1,
          new Case(ClientProfile.LEAN, Peers.NATS, 2000, 1), 1.1,
          new Case(ClientProfile.LEAN, Peers.NATS, 2000, 32), 0.5,
          new Case(ClientProfile.GRPC_GO, Peers.CENTRIFUGO, 200, 1), 1.0,
          new Case(ClientProfile.GRPC_GO, Peers.CENTRIFUGO, 200, 32), 0.8,
          new Case(ClientProfile.LEAN, Peers.FLOOR, 200, 1), 2.0,
          new Case(ClientProfile.LEAN, Peers.OBSERVERS, 200, 32), 0.1);

  private record Case(ClientProfile clients, String peer, int members, int inFlight) {}

  private PeerTargets() {}

  /**
   * The largest acceptable ratio; null if there is no target.
   *
   * @param clients the profile of Charla's clients
   */
  static @Nullable Double target(ClientProfile clients, String peer, int members, int inFlight) {
    return TARGETS.get(new Case(clients, peer, members, inFlight));
  }
}
