package chat.charla.server.proxy;

import java.net.InetAddress;
import java.util.Optional;

/**
 * The result of looking for a PROXY protocol header, version 1 or 2, at the beginning of a
 * connection. In such a header a proxy names the client that has connected to the proxy. The
 * protocol is specified in HAProxy's {@code doc/proxy-protocol.txt}.
 *
 * <p>A connection with TLS or HTTP/2 never begins with the same bytes as such a header. The server
 * uses only the source address of a header, and ignores the optional fields of version 2 (TLVs).
 */
public sealed interface ProxyHeader {
  /** The connection does not begin with a header. */
  record None() implements ProxyHeader {}

  /**
   * More bytes are needed to decide whether the connection begins with a header, or to parse the
   * header.
   *
   * @param certain whether the complete signature has arrived, so that the connection certainly
   *     begins with a header
   */
  record Incomplete(boolean certain) implements ProxyHeader {}

  /** The connection begins with an invalid header. */
  record Malformed(String reason) implements ProxyHeader {}

  /**
   * The connection begins with a header.
   *
   * @param length the length of the header in bytes
   * @param source the address of the proxy's client; empty if the proxy connects on its own behalf,
   *     or if the client has no Internet address
   */
  record Complete(int length, Optional<InetAddress> source) implements ProxyHeader {}
}
