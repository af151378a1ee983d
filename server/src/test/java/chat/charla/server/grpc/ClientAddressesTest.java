package chat.charla.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.limit.Origin;
import chat.charla.server.proxy.ForwardedHeader;
import chat.charla.server.proxy.TrustedProxies;
import com.google.common.net.InetAddresses;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.Metadata;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The address of a client as the operator reads it. */
class ClientAddressesTest {
  private static final Metadata.Key<String> HEADER =
      Metadata.Key.of("x-forwarded-for", Metadata.ASCII_STRING_MARSHALLER);

  private static final Metadata.Key<String> PROTOCOL =
      Metadata.Key.of("x-forwarded-proto", Metadata.ASCII_STRING_MARSHALLER);

  private final ClientAddresses clients =
      new ClientAddresses(
          false, TrustedProxies.parse("10.0.0.0/8"), ForwardedHeader.X_FORWARDED_FOR);

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1,,192.0.2.1",
    "2001:db8:0:0:0:0:0:1,,[2001:db8::1]",
    "127.0.0.1,,127.0.0.1",
    "10.0.0.1,192.0.2.7,192.0.2.7",
    "10.0.0.1,2001:db8::7,[2001:db8::7]",
    "10.0.0.1,not an address,10.0.0.1",
    "192.0.2.1,192.0.2.7,192.0.2.1",
  })
  void onlyATrustedProxyNamesAnotherAddress(
      String peer, @Nullable String forwarded, String expected) {
    Metadata headers = new Metadata();
    if (forwarded != null) {
      headers.put(HEADER, forwarded);
    }

    assertEquals(expected, clients.address(from(peer), headers));
  }

  /** The proxy says whether its client uses TLS, if it is trusted. */
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1,,true",
    "192.0.2.1,,false",
    "192.0.2.1,https,false",
    "10.0.0.1,,false",
    "10.0.0.1,http,false",
    "10.0.0.1,https,true",
  })
  void onlyTlsAndTheOwnMachineAreSecure(String peer, @Nullable String protocol, boolean expected) {
    Metadata headers = new Metadata();
    if (protocol != null) {
      headers.put(PROTOCOL, "https"); // sent by the client
      headers.put(PROTOCOL, protocol); // added by the proxy
    }

    assertEquals(expected, clients.isSecure(from(peer), headers));
  }

  /**
   * If the operator has forgotten to name a proxy on the server's own machine, the clients of the
   * proxy may be on other machines.
   */
  @ParameterizedTest
  @ValueSource(strings = {"x-forwarded-for", "x-forwarded-host", "forwarded", "via", "x-real-ip"})
  void aProxyOnTheOwnMachineThatIsNotTrustedIsNeitherSecureNorExempt(String header) {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of(header, Metadata.ASCII_STRING_MARSHALLER), "192.0.2.7");

    for (String peer : List.of("127.0.0.1", "::1")) {
      assertTrue(ClientAddresses.WITHOUT_PROXIES.isSecure(from(peer), new Metadata()));
      assertFalse(ClientAddresses.WITHOUT_PROXIES.isSecure(from(peer), headers));
      ClientAddresses exempt = ConnectionSettings.DEFAULT.clients();
      assertTrue(exempt.origin(from(peer), new Metadata()).isExempt());
      assertEquals(Origin.of(InetAddresses.forString(peer)), exempt.origin(from(peer), headers));
    }
  }

  @Test
  void theAddressOfAClientWithoutAnInternetAddressIsEmpty() {
    assertEquals("", clients.address(Attributes.EMPTY, new Metadata()));
  }

  private static Attributes from(String peer) {
    InetSocketAddress address = new InetSocketAddress(InetAddresses.forString(peer), 1);
    return Attributes.newBuilder().set(Grpc.TRANSPORT_ATTR_REMOTE_ADDR, address).build();
  }
}
