package chat.charla.server.proxy;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What a connection begins with: perhaps a header of the PROXY protocol, version 1 or 2, by which a
 * proxy tells who connects to it. It is described by HAProxy's {@code doc/proxy-protocol.txt}.
 *
 * <p>Neither TLS nor HTTP/2 begins as such a header does. Only the source address is taken from it;
 * of what version 2 may add to the addresses (TLVs), nothing is read.
 */
public sealed interface ProxyHeader {
  /** The connection begins with something else. */
  record None() implements ProxyHeader {}

  /**
   * There may be a header, of which more is needed.
   *
   * @param certain whether it is a header, and nothing else
   */
  record Incomplete(boolean certain) implements ProxyHeader {}

  /** It is a header that breaks the rules. */
  record Malformed(String reason) implements ProxyHeader {}

  /**
   * A header.
   *
   * @param length how many bytes belong to it
   * @param source the address of the proxy's client; empty if the proxy connects for itself, or
   *     knows no Internet address
   */
  record Complete(int length, Optional<InetAddress> source) implements ProxyHeader {}

  /** Reads the beginning of a connection, as far as it has arrived. The buffer stays as it is. */
  static ProxyHeader read(ByteBuffer beginning) {
    ByteBuffer bytes = beginning.slice();
    if (begins(bytes, ProxyHeaderV1.SIGNATURE)) {
      return ProxyHeaderV1.read(bytes);
    }
    if (begins(bytes, ProxyHeaderV2.SIGNATURE)) {
      return ProxyHeaderV2.read(bytes);
    }
    return new None();
  }

  /** Whether the bytes are these, as far as both go. */
  private static boolean begins(ByteBuffer bytes, byte[] signature) {
    int common = Math.min(bytes.limit(), signature.length);
    return ByteBuffer.wrap(signature, 0, common).equals(bytes.slice(0, common));
  }
}
