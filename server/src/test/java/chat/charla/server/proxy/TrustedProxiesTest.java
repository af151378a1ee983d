package chat.charla.server.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.net.InetAddresses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which peers are trusted proxies. */
class TrustedProxiesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "127.0.0.1            | 127.0.0.1           | true",
        "127.0.0.1            | 127.0.0.2           | false",
        "127.0.0.1,::1        | ::1                 | true",
        " 127.0.0.1 , ::1     | ::1                 | true",
        "10.0.0.0/8           | 10.255.0.7          | true",
        "10.0.0.0/8           | 11.0.0.0            | false",
        "192.0.2.64/26        | 192.0.2.127         | true",
        "192.0.2.64/26        | 192.0.2.128         | false",
        "192.0.2.7/32         | 192.0.2.7           | true",
        "0.0.0.0/0            | 203.0.113.9         | true",
        "0.0.0.0/0            | 2001:db8::1         | false",
        "::/0                 | 2001:db8::1         | true",
        "::/0                 | 203.0.113.9         | false",
        "2001:db8::/33        | 2001:db8:7fff::1    | true",
        "2001:db8::/33        | 2001:db8:8000::1    | false",
        "2001:db8::1          | 2001:db8::2         | false",
        "::ffff:192.0.2.7     | 192.0.2.7           | true",
      })
  void aPeerIsATrustedProxyIfItsAddressIsInTheList(String trusted, String peer, boolean expected) {
    assertEquals(expected, TrustedProxies.parse(trusted).contains(InetAddresses.forString(peer)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",",
        "127.0.0.1,",
        "localhost",
        "127.1",
        "127.0.0.1/33",
        "::1/129",
        "127.0.0.1/",
        "127.0.0.1/-1",
        "127.0.0.1/8",
        "10.0.0.1/8",
        "2001:db8::1/32",
        "127.0.0.1 ::1",
        "fe80::1%eth0",
        "127.0.0.1:80",
        "[::1]",
        "10.0.0.0/08x",
        "10.0.0.0/255.0.0.0"
      })
  void anInvalidRangeIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> TrustedProxies.parse(text));
  }

  @Test
  void byDefaultNoProxyIsTrusted() {
    assertTrue(TrustedProxies.NONE.isEmpty());
    assertFalse(TrustedProxies.NONE.contains(InetAddresses.forString("127.0.0.1")));
    assertFalse(TrustedProxies.parse("127.0.0.1").isEmpty());
  }
}
