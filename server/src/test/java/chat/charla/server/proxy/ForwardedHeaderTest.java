package chat.charla.server.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client for which a proxy makes a call, according to the header that the proxy adds. */
class ForwardedHeaderTest {
  private static final String PROXY = "10.0.0.1";
  private static final TrustedProxies TRUSTED = TrustedProxies.parse("10.0.0.0/8,2001:db8:ff::/48");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "192.0.2.7                                       | 192.0.2.7",
        "203.0.113.1, 192.0.2.7                          | 192.0.2.7",
        "203.0.113.1,192.0.2.7,10.0.0.2                  | 192.0.2.7",
        "203.0.113.1, 192.0.2.7, 10.0.0.3, 2001:db8:ff::1| 192.0.2.7",
        "2001:db8::7                                     | 2001:db8::7",
        "192.0.2.7:54321                                 | 192.0.2.7",
        "[2001:db8::7]:54321                             | 2001:db8::7",
        "[2001:db8::7]                                   | 2001:db8::7",
        "::ffff:192.0.2.7                                | 192.0.2.7",
        "anything at all, 192.0.2.7                      | 192.0.2.7",
        "\", 192.0.2.7                                   | 192.0.2.7",
        "10.0.0.2, 10.0.0.3                              | 10.0.0.2",
      })
  void theLastAddressThatIsNotAProxyIsTheClient(String header, String client) {
    assertEquals(client, forwardedFor(header));
  }

  /**
   * If the header has no address, the call counts for the proxy that has forwarded it. This proxy
   * has no limits for addresses.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "unknown",
        "localhost",
        "192.0.2.7,",
        "192.0.2.7, unknown",
        "192.0.2.256",
        "192.0.2",
        "192.0.2.7 203.0.113.1",
        "fe80::1%eth0",
        "2001:db8::7:12345:1:2:3:4:5",
        "192.0.2.7:",
        "192.0.2.7:123456",
        "[192.0.2.7]",
        "[2001:db8::7",
        "2001:db8::7]",
        "for=192.0.2.7",
        "1",
        "3221225991",
        "0xc0.0.2.7"
      })
  void withoutAnAddressTheCallCountsForTheProxy(String header) {
    assertEquals(PROXY, forwardedFor(header));
  }

  @Test
  void behindAProxyWithoutAnAddressTheCallCountsForTheFirstProxy() {
    assertEquals("10.0.0.9", forwardedFor("192.0.2.7, unknown, 10.0.0.9"));
  }

  @Test
  void severalHeadersAreOneList() {
    assertEquals("192.0.2.7", forwardedFor("203.0.113.1", "192.0.2.7", "10.0.0.2"));
    assertEquals("192.0.2.7", forwardedFor("192.0.2.7, 10.0.0.3", "10.0.0.2"));
    assertEquals(PROXY, forwardedFor());
  }

  /** If the header of any peer counted, a client could use up the limits of other clients. */
  @Test
  void headersOfOtherPeersAreIgnored() {
    InetAddress stranger = InetAddresses.forString("198.51.100.1");

    assertEquals(
        stranger, ForwardedHeader.X_FORWARDED_FOR.client(stranger, List.of("192.0.2.7"), TRUSTED));
    assertEquals(
        stranger,
        ForwardedHeader.X_FORWARDED_FOR.client(
            stranger, List.of("192.0.2.7"), TrustedProxies.NONE));
  }

  /** The examples of RFC 7239, and other valid forms. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "for=192.0.2.43                                                     | 192.0.2.43",
        "For=\"[2001:db8:cafe::17]:4711\"                                   | 2001:db8:cafe::17",
        "for=192.0.2.60;proto=http;by=203.0.113.43                          | 192.0.2.60",
        "by=203.0.113.43;for=192.0.2.60                                     | 192.0.2.60",
        "for=198.51.100.17, for=192.0.2.43                                  | 192.0.2.43",
        "for=192.0.2.43, for=10.0.0.2                                       | 192.0.2.43",
        "for=\"192.0.2.43:47011\"                                           | 192.0.2.43",
        "for=192.0.2.43;by=\"_a,b;for=203.0.113.1;\"                         | 192.0.2.43",
        "host=\"a\\\"b;for=1.2.3.4, for=5.6.7.8\" ; for=192.0.2.43            | 192.0.2.43",
        "for=192.0.2.43;host=\"\\\\\"                                          | 192.0.2.43",
        "for=192.0.2.43;                                                     | 10.0.0.1",
        "for=192.0.2.43 x                                                    | 10.0.0.1",
        "=192.0.2.43                                                         | 10.0.0.1",
        "for=\", for=192.0.2.43                                             | 192.0.2.43",
        "for=\"198.51.100.17, for=192.0.2.43                                | 192.0.2.43",
        "secret=\"\\\", for=192.0.2.43                                      | 192.0.2.43",
        "for=_hidden                                                        | 10.0.0.1",
        "for=unknown, for=10.0.0.2                                          | 10.0.0.2",
        "proto=https                                                        | 10.0.0.1",
        "192.0.2.43                                                         | 10.0.0.1",
        "for=192.0.2.43;for=198.51.100.17                                   | 10.0.0.1",
        "for=\"192.0.2.43                                                   | 10.0.0.1",
        "for=\"192.0.\\2.43\"                                                | 192.0.2.43",
      })
  void theStandardHeaderIsRead(String header, String client) {
    assertEquals(
        InetAddresses.forString(client),
        ForwardedHeader.FORWARDED.client(InetAddresses.forString(PROXY), List.of(header), TRUSTED));
  }

  /** The address that the proxy has appended counts, whatever the client has written before it. */
  @Test
  void aClientCannotHideItsAddress() {
    Random random = new Random(1);
    String alphabet = "for=\"\\;, 192.0.2.1[]:_unknown10.0.0.1";
    InetAddress peer = InetAddresses.forString(PROXY);
    InetAddress client = InetAddresses.forString("192.0.2.43");
    for (int i = 0; i < 50_000; i++) {
      StringBuilder written = new StringBuilder();
      for (int length = random.nextInt(30); length > 0; length--) {
        written.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      assertEquals(
          client,
          ForwardedHeader.FORWARDED.client(peer, List.of(written + ", for=192.0.2.43"), TRUSTED),
          written::toString);
      assertEquals(
          client,
          ForwardedHeader.X_FORWARDED_FOR.client(peer, List.of(written + ", 192.0.2.43"), TRUSTED),
          written::toString);
    }
  }

  private static String forwardedFor(String... values) {
    return ForwardedHeader.X_FORWARDED_FOR
        .client(InetAddresses.forString(PROXY), Arrays.asList(values), TRUSTED)
        .getHostAddress()
        .replace("2001:db8:0:0:0:0:0:7", "2001:db8::7");
  }
}
