package chat.charla.server.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The prefixes for which a call from an address counts. */
class OriginTest {
  private static final int LINK = 3;

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, 192.0.2.7",
    "127.0.0.1, 127.0.0.1",
    "::ffff:192.0.2.7, 192.0.2.7",
    "0.0.0.0, 0.0.0.0",
  })
  void anIpv4AddressCountsForItself(String address, String name) throws UnknownHostException {
    assertEquals(
        List.of(new Prefix(Prefix.Size.IPV4_ADDRESS, name)),
        Origin.of(InetAddress.getByName(address)).prefixes());
  }

  /** Netty creates such addresses; InetAddress.getByName does not. */
  @Test
  void anIpv4AddressInIpv6FormIsAnIpv4Address() throws UnknownHostException {
    byte[] mapped = new byte[16];
    mapped[10] = (byte) 0xff;
    mapped[11] = (byte) 0xff;
    System.arraycopy(new byte[] {(byte) 192, 0, 2, 7}, 0, mapped, 12, 4);

    assertEquals(
        Origin.of(InetAddress.getByName("192.0.2.7")),
        Origin.of(Inet6Address.getByAddress("", mapped, -1)));
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8:1:2:3:4:5:6, 2001:db8:1:0:0:0:0:0/48, 2001:db8:1:2:0:0:0:0/64",
    "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff, 2001:db8:ffff:0:0:0:0:0/48,"
        + "2001:db8:ffff:ffff:0:0:0:0/64",
    "0:0:0:0:0:0:0:2, 0:0:0:0:0:0:0:0/48, 0:0:0:0:0:0:0:0/64",
  })
  void anIpv6AddressCountsForItselfAndItsNetworks(String address, String site, String network)
      throws UnknownHostException {
    assertEquals(
        List.of(
            new Prefix(Prefix.Size.IPV6_48, site),
            new Prefix(Prefix.Size.IPV6_64, network),
            new Prefix(Prefix.Size.IPV6_ADDRESS, address)),
        Origin.of(InetAddress.getByName(address)).prefixes());
  }

  /** On every network, all link-local addresses have the prefix fe80::/64. */
  @Test
  void linkLocalAddressesCountForTheirLink() throws UnknownHostException {
    byte[] address = InetAddress.getByName("fe80::1").getAddress();
    Origin here = Origin.of(Inet6Address.getByAddress("", address, LINK));
    Origin there = Origin.of(Inet6Address.getByAddress("", address, LINK + 1));

    assertEquals(
        List.of("fe80:0:0:0:0:0:0:0%3/48", "fe80:0:0:0:0:0:0:0%3/64", "fe80:0:0:0:0:0:0:1%3"),
        here.prefixes().stream().map(Prefix::name).toList());
    for (int i = 0; i < 3; i++) {
      assertNotEquals(here.prefixes().get(i), there.prefixes().get(i));
    }
  }
}
