package chat.charla.server.proxy;

import chat.charla.server.proxy.ProxyHeader.Complete;
import chat.charla.server.proxy.ProxyHeader.Incomplete;
import chat.charla.server.proxy.ProxyHeader.Malformed;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;

/**
 * Version 2 of the PROXY protocol: a signature of 12 bytes, one byte for version and command, one
 * for family and transport, two for the length of all that follows. There follow the addresses, by
 * family, and perhaps TLVs, which are passed over.
 */
final class ProxyHeaderV2 {
  static final byte[] SIGNATURE = {
    0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a
  };

  private static final int FIXED_LENGTH = SIGNATURE.length + 4;

  private static final int LOCAL = 0x20;
  private static final int PROXY = 0x21;
  private static final int TCP_IPV4 = 0x11;
  private static final int TCP_IPV6 = 0x21;

  /** No address at all; and each of IPv4, IPv6 and Unix with streams and with datagrams. */
  private static final Set<Integer> KINDS =
      Set.of(0x00, TCP_IPV4, 0x12, TCP_IPV6, 0x22, 0x31, 0x32);

  /** How many bytes of addresses and ports there are, by family: none, IPv4, IPv6, Unix. */
  private static final int[] ADDRESSES = {0, 12, 36, 216};

  private ProxyHeaderV2() {}

  /** Reads what begins with the signature, or with a part of it. */
  static ProxyHeader read(ByteBuffer bytes) {
    if (bytes.limit() < FIXED_LENGTH) {
      return new Incomplete(bytes.limit() >= SIGNATURE.length);
    }
    int command = bytes.get(SIGNATURE.length) & 0xff;
    if (command != LOCAL && command != PROXY) {
      return new Malformed("the version is not 2, or the command is none");
    }
    int kind = bytes.get(SIGNATURE.length + 1) & 0xff;
    int length = bytes.getShort(FIXED_LENGTH - 2) & 0xffff;
    int family = kind >> 4;
    if (command == PROXY) {
      if (!KINDS.contains(kind)) {
        return new Malformed("the family or the transport is none");
      }
      if (length < ADDRESSES[family]) {
        return new Malformed("it is shorter than its addresses");
      }
    }
    if (bytes.limit() < FIXED_LENGTH + length) {
      return new Incomplete(true);
    }
    boolean told = command == PROXY && (kind == TCP_IPV4 || kind == TCP_IPV6);
    return new Complete(
        FIXED_LENGTH + length,
        told ? Optional.of(source(bytes, kind == TCP_IPV4 ? 4 : 16)) : Optional.empty());
  }

  private static InetAddress source(ByteBuffer bytes, int length) {
    byte[] address = new byte[length];
    bytes.get(FIXED_LENGTH, address);
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 and 16 bytes are an address", e);
    }
  }
}
