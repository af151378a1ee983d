package chat.charla.bench.scenario;

import chat.charla.bench.http2.ClientProfile;
import org.jspecify.annotations.Nullable;

/**
 * The targets for the CPU per delivery with each client profile, as a ratio to the CPU per delivery
 * with fixed windows.
 */
final class ClientTargets {
  private static final double GO_SMALL = 1.1;
  private static final double GO_LARGE = 1.15;
  private static final double JAVA = 1.15;
  private static final int SMALL = 200;

  private ClientTargets() {}

  /** The largest acceptable ratio; null if there is no target. */
  static @Nullable Double target(ClientProfile clients, int members, int inFlight) {
    return switch (clients) {
      case GRPC_GO -> inFlight > 1 ? null : members <= SMALL ? GO_SMALL : GO_LARGE;
      case NETTY, OKHTTP -> JAVA;
      default -> null;
    };
  }
}
