package chat.charla.server.proxy;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * A range of addresses in CIDR notation: {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or a single
 * address without a length. A range of IPv4 addresses in IPv6 notation, such as {@code
 * ::ffff:10.0.0.0/104}, is the range of IPv4. Immutable. Ranges with the same addresses are equal.
 */
public final class AddressRange {
  private static final int IPV4_BYTES = 4;
  private static final int IPV6_BYTES = 16;

  /** The bits before an IPv4 address in IPv6 notation. */
  private static final int MAPPED_BITS = 96;

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
  public static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    String literal = slash < 0 ? text : text.substring(0, slash);
    if (literal.contains("%") || !InetAddresses.isInetAddress(literal)) {
      throw new IllegalArgumentException("not an IP address: " + literal);
    }
    byte[] address = InetAddresses.forString(literal).getAddress();
    int all = address.length * Byte.SIZE;
    int bits = all;
    if (slash >= 0) {
      int stated = length(text.substring(slash + 1));
      boolean mapped = address.length == IPV4_BYTES && literal.contains(":");
      bits = mapped ? stated - MAPPED_BITS : stated;
    }
    if (bits < 0 || bits > all) {
      throw new IllegalArgumentException("prefix length does not fit the address: " + text);
    }
    if (!Arrays.equals(address, masked(address, bits))) {
      throw new IllegalArgumentException("has bits beyond its length: " + text);
    }
    return new AddressRange(address, bits);
  }

  /**
   * The range with this prefix length that contains this address.
   *
   * @param bits at most 32 for IPv4, also for an IPv4 address that is mapped into IPv6; at most 128
   *     for IPv6
   */
  public static AddressRange around(InetAddress address, int bits) {
    return new AddressRange(masked(unmapped(address), bits), bits);
  }

  /**
   * Whether the address is an IPv4 address. An IPv4 address that is mapped into IPv6 counts as
   * well.
   */
  public static boolean isIpv4(InetAddress address) {
    return unmapped(address).length == IPV4_BYTES;
  }

  private static byte[] unmapped(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == IPV6_BYTES && isMapped(bytes)
        ? Arrays.copyOfRange(bytes, IPV6_BYTES - IPV4_BYTES, IPV6_BYTES)
        : bytes;
  }

  /** Whether the address is an IPv4-mapped IPv6 address (RFC 4291, 2.5.5.2). */
  private static boolean isMapped(byte[] address) {
    for (int i = 0; i < 10; i++) {
      if (address[i] != 0) {
        return false;
      }
    }
    return address[10] == (byte) 0xff && address[11] == (byte) 0xff;
  }

  private static byte[] masked(byte[] address, int bits) {
    byte[] masked = new byte[address.length];
    for (int i = 0; i < address.length; i++) {
      int kept = Math.max(0, Math.min(Byte.SIZE, bits - i * Byte.SIZE));
      masked[i] = (byte) (address[i] & 0xff << Byte.SIZE - kept);
    }
    return masked;
  }

  private static int length(String digits) {
    if (!digits.matches("[0-9]{1,3}")) {
      throw new IllegalArgumentException("not a prefix length: " + digits);
    }
    return Integer.parseInt(digits);
  }

  /** Whether this is a range of IPv4 addresses. */
  public boolean isIpv4() {
    return address.length == IPV4_BYTES;
  }

  /** The length of the prefix that the addresses have in common, in bits. */
  public int bits() {
    return bits;
  }

  /** Whether the address is in the range. An IPv4 address is in no range of IPv6 addresses. */
  boolean contains(InetAddress candidate) {
    byte[] other = candidate.getAddress();
    return other.length == address.length && Arrays.equals(address, masked(other, bits));
  }

  /** Whether an address is in both ranges. */
  public boolean overlaps(AddressRange other) {
    int common = Math.min(bits, other.bits);
    return address.length == other.address.length
        && Arrays.equals(masked(address, common), masked(other.address, common));
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof AddressRange other
        && bits == other.bits
        && Arrays.equals(address, other.address);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(address) + bits;
  }

  /** The range in CIDR notation; a single address has no length. */
  @Override
  public String toString() {
    try {
      String first = InetAddresses.toAddrString(InetAddress.getByAddress(address));
      return bits == address.length * Byte.SIZE ? first : first + "/" + bits;
    } catch (UnknownHostException e) {
      throw new IllegalStateException("neither 4 nor 16 bytes", e);
    }
  }
}
