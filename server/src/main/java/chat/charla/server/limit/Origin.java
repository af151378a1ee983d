package chat.charla.server.limit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where somebody comes from, as far as limits are concerned: an IPv4 address, or the /64 that an
 * IPv6 address is in, since that is what one connection to the Internet gets at least.
 *
 * @param name how it is written; empty for {@link #EXEMPT}
 */
public record Origin(String name) {
  /** No address, or one that limits do not count for. */
  public static final Origin EXEMPT = new Origin("");

  private static final int PREFIX_BYTES = 8;

  /**
   * The origin of a peer.
   *
   * @param address null if it is not known
   * @param loopbackToo false: loopback addresses are exempt
   */
  public static Origin of(@Nullable SocketAddress address, boolean loopbackToo) {
    if (!(address instanceof InetSocketAddress peer)
        || peer.getAddress() == null
        || (peer.getAddress().isLoopbackAddress() && !loopbackToo)) {
      return EXEMPT;
    }
    return of(peer.getAddress());
  }

  /** The origin of this address. */
  static Origin of(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return new Origin(address.getHostAddress());
    }
    byte[] prefix = address.getAddress();
    Arrays.fill(prefix, PREFIX_BYTES, prefix.length, (byte) 0);
    try {
      return new Origin(InetAddress.getByAddress(prefix).getHostAddress() + "/64");
    } catch (UnknownHostException e) {
      throw new IllegalStateException("16 bytes are an address", e);
    }
  }

  public boolean isExempt() {
    return name.isEmpty();
  }
}
