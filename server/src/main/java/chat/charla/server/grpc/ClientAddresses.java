package chat.charla.server.grpc;

import chat.charla.server.limit.Origin;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** For which clients limits for addresses count. Thread-safe. */
public final class ClientAddresses {
  private final boolean limitLoopback;

  /**
   * The addresses of clients.
   *
   * @param limitLoopback whether loopback addresses have limits, too
   */
  public ClientAddresses(boolean limitLoopback) {
    this.limitLoopback = limitLoopback;
  }

  /** Where the peer of a connection is; exempt if it has no limits, or no address. */
  Origin origin(@Nullable SocketAddress peer) {
    return peer instanceof InetSocketAddress internet && internet.getAddress() != null
        ? origin(internet.getAddress())
        : Origin.EXEMPT;
  }

  /** Where a client with this address is; exempt if it has no limits. */
  Origin origin(InetAddress address) {
    return address.isLoopbackAddress() && !limitLoopback ? Origin.EXEMPT : Origin.of(address);
  }
}
