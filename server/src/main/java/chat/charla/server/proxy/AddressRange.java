package chat.charla.server.proxy;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;

/**
 * A range of addresses in CIDR notation: {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or a single
 * address without a length. Immutable.
 */
final class AddressRange {
  private final byte[] address;
  private final int bits;

  private AddressRange(byte[] address, int bits) {
    this.address = address;
    this.bits = bits;
  }

  /**
   * Parses a range. Host names are not resolved.
   *
   * @throws IllegalArgumentException if the text is not a range, or has bits set beyond the prefix
   *     length; the message says why
   */
  static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    String literal = slash < 0 ? text : text.substring(0, slash);
    if (literal.contains("%") || !InetAddresses.isInetAddress(literal)) {
      throw new IllegalArgumentException("not an IP address: " + literal);
    }
    byte[] address = InetAddresses.forString(literal).getAddress();
    int all = address.length * Byte.SIZE;
    int bits = slash < 0 ? all : length(text.substring(slash + 1));
    if (bits > all) {
      throw new IllegalArgumentException("prefix length exceeds the address: " + text);
    }
    for (int bit = bits; bit < all; bit++) {
      if ((address[bit / Byte.SIZE] & 0x80 >> bit % Byte.SIZE) != 0) {
        throw new IllegalArgumentException("has bits beyond its length: " + text);
      }
    }
    return new AddressRange(address, bits);
  }

  private static int length(String digits) {
    if (!digits.matches("[0-9]{1,3}")) {
      throw new IllegalArgumentException("not a prefix length: " + digits);
    }
    return Integer.parseInt(digits);
  }

  /** Whether the address is in the range. An IPv4 address is in no range of IPv6 addresses. */
  boolean contains(InetAddress candidate) {
    byte[] other = candidate.getAddress();
    if (other.length != address.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> bit % Byte.SIZE;
      if (((address[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
