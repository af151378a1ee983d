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
 * byte for family and transport, and two bytes for the length of the rest. The rest has the
 * addresses, whose format depends on the family, and optional TLVs, which are ignored.
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

  /**
   * The valid combinations of family and transport: unspecified, or one of IPv4, IPv6 and Unix with
   * streams or datagrams.
   */
  private static final Set<Integer> KINDS =
      Set.of(0x00, TCP_IPV4, 0x12, TCP_IPV6, 0x22, 0x31, 0x32);

  /** The length of addresses and ports in bytes, by family: unspecified, IPv4, IPv6, Unix. */
  private static final int[] ADDRESS_BYTES = {0, 12, 36, 216};

  private ProxyHeaderV2() {}

  /** Parses bytes that begin with the signature or a part of it. */
  static ProxyHeader read(ByteBuffer bytes) {
    if (bytes.limit() < FIXED_LENGTH) {
      return new Incomplete(bytes.limit() >= SIGNATURE.length);
    }
    int command = bytes.get(SIGNATURE.length) & 0xff;
    if (command != LOCAL && command != PROXY) {
      return new Malformed("the version is not 2, or the command is unknown");
    }
    int kind = bytes.get(SIGNATURE.length + 1) & 0xff;
    int length = bytes.getShort(FIXED_LENGTH - 2) & 0xffff;
    int family = kind >> 4;
    if (command == PROXY) {
      if (!KINDS.contains(kind)) {
        return new Malformed("the family or the transport is unknown");
      }
      if (length < ADDRESS_BYTES[family]) {
        return new Malformed("the header is shorter than its addresses");
      }
    }
    if (bytes.limit() < FIXED_LENGTH + length) {
      return new Incomplete(true);
    }
    boolean hasAddress = command == PROXY && (kind == TCP_IPV4 || kind == TCP_IPV6);
    return new Complete(
        FIXED_LENGTH + length,
        hasAddress ? Optional.of(source(bytes, kind == TCP_IPV4 ? 4 : 16)) : Optional.empty());
  }

  private static InetAddress source(ByteBuffer bytes, int length) {
    byte[] address = new byte[length];
    bytes.get(FIXED_LENGTH, address);
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }
}
