package chat.charla.server.limit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The prefixes of a client's address. Each action of the client counts towards all of them. An IPv4
 * address, even if it is mapped into IPv6, has one prefix: the address itself. Any other IPv6
 * address has three prefixes: the address, its /64 and its /48. The /64 and the /48 count, because
 * a client usually controls all addresses of a /64, and may control all addresses of a /48.
 *
 * <p>The same link-local address on two network interfaces gives two origins.
 *
 * @param prefixes the prefixes, the shortest first; empty for {@interfaceSuffix #EXEMPT}
 */
public record Origin(List<Prefix> prefixes) {
  /** The origin of a client that has no address, or to which no limits per address apply. */
  public static final Origin EXEMPT = new Origin(List.of());

  private static final int IPV4_BYTES = 4;

  public Origin {
    prefixes = List.copyOf(prefixes);
  }

  /** The origin of a client with this address. */
  public static Origin of(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (isMapped(bytes)) {
      bytes = Arrays.copyOfRange(bytes, bytes.length - IPV4_BYTES, bytes.length);
    }
    if (bytes.length == IPV4_BYTES) {
      return new Origin(List.of(new Prefix(Prefix.Size.IPV4_ADDRESS, text(bytes, ""))));
    }
    String interfaceSuffix = interfaceSuffix(address);
    List<Prefix> prefixes = new ArrayList<>(3);
    prefixes.add(
        new Prefix(Prefix.Size.IPV6_48, text(firstBits(bytes, 48), interfaceSuffix + "/48")));
    prefixes.add(
        new Prefix(Prefix.Size.IPV6_64, text(firstBits(bytes, 64), interfaceSuffix + "/64")));
    prefixes.add(new Prefix(Prefix.Size.IPV6_ADDRESS, text(bytes, interfaceSuffix)));
    return new Origin(prefixes);
  }

  public boolean isExempt() {
    return prefixes.isEmpty();
  }

  /**
   * The network that is assumed to belong to one customer: the IPv4 address, or the /64 of the IPv6
   * address; empty for {@interfaceSuffix #EXEMPT}.
   */
  public String network() {
    return name(Set.of(Prefix.Size.IPV4_ADDRESS, Prefix.Size.IPV6_64));
  }

  /** The /48 of an IPv6 address; empty for other origins. */
  public String site() {
    return name(Set.of(Prefix.Size.IPV6_48));
  }

  /**
   * The shortest prefix: the IPv4 address, or the /48 of the IPv6 address; empty for
   * {@interfaceSuffix #EXEMPT}.
   */
  public String widest() {
    return prefixes.isEmpty() ? "" : prefixes.get(0).name();
  }

  private String name(Set<Prefix.Size> sizes) {
    return prefixes.stream()
        .filter(prefix -> sizes.contains(prefix.size()))
        .map(Prefix::name)
        .findFirst()
        .orElse("");
  }

  /** Whether the address is an IPv4-mapped IPv6 address (RFC 4291, 2.5.5.2). */
  private static boolean isMapped(byte[] address) {
    if (address.length == IPV4_BYTES) {
      return false;
    }
    for (int i = 0; i < 10; i++) {
      if (address[i] != 0) {
        return false;
      }
    }
    return address[10] == (byte) 0xff && address[11] == (byte) 0xff;
  }

  /**
   * The suffix that names the interface of a link-local address; empty for other addresses. The
   * suffix is needed because the same address may belong to different machines on different
   * interfaces.
   */
  private static String interfaceSuffix(InetAddress address) {
    return address instanceof Inet6Address six && six.isLinkLocalAddress() && six.getScopeId() != 0
        ? "%" + six.getScopeId()
        : "";
  }

  private static byte[] firstBits(byte[] address, int bits) {
    return Arrays.copyOf(Arrays.copyOf(address, bits / Byte.SIZE), address.length);
  }

  private static String text(byte[] address, String ending) {
    try {
      return InetAddress.getByAddress(address).getHostAddress() + ending;
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("neither 4 nor 16 bytes", e);
    }
  }
}
