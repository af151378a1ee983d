package chat.charla.server.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How many connections, calls or requests an address and its networks may have at once. */
class AddressCountsTest {
  private static final Origin ONE = origin("192.0.2.1");
  private static final Origin TWO = origin("192.0.2.2");

  /** An address may have two, so a /64 eight and a /48 32. */
  private final AddressCounts counts = new AddressCounts(2);

  @Test
  void theCountOfAnAddressIsLimited() {
    assertEquals(2, fill(ONE));
    assertEquals(2, fill(TWO));
    assertEquals(Optional.of("192.0.2.1"), counts.add(ONE).map(Prefix::name));

    counts.remove(ONE);

    assertEquals(1, fill(ONE));
  }

  /** Example: 90 connections from ::1, and 30 from ::2 in the same /64. */
  @Test
  void addressesOfOneNetworkHaveLimitsOfTheirOwn() {
    AddressCounts connections = new AddressCounts(100);
    for (int i = 0; i < 90; i++) {
      assertTrue(connections.add(origin("::1")).isEmpty());
    }
    for (int i = 0; i < 30; i++) {
      assertTrue(connections.add(origin("::2")).isEmpty());
    }
  }

  @Test
  void aNetworkMayHaveFourTimesAndASiteSixteenTimesTheLimitOfAnAddress() {
    int admitted = 0;
    for (int subnet = 0; subnet < 6; subnet++) {
      int inSubnet = 0;
      for (int host = 1; host <= 6; host++) {
        inSubnet += fill(origin("2001:db8:1:" + subnet + "::" + host));
      }
      assertTrue(inSubnet <= 8, "2001:db8:1:" + subnet + "::/64 has " + inSubnet);
      admitted += inSubnet;
    }

    assertEquals(32, admitted);
    assertEquals(
        Optional.of("2001:db8:1:0:0:0:0:0/48"),
        counts.add(origin("2001:db8:1:9::1")).map(Prefix::name));
    assertEquals(2, fill(origin("2001:db8:2:9::1")), "in another /48");
  }

  /** A provider may give each customer several /64s of one /48. */
  @Test
  void aCustomerWithSeveralNetworksDoesNotTakeAllOfASite() {
    AddressCounts calls = new AddressCounts(100);
    for (int i = 0; i < 10_000; i++) {
      var unused = calls.add(origin("2001:db8:1:" + i % 10 + "::" + i));
    }

    Origin neighbour = origin("2001:db8:1:a::1");

    for (int i = 0; i < 100; i++) {
      assertTrue(
          calls.add(neighbour).isEmpty(), "the neighbour may have a sixteenth of the site's limit");
    }
    assertFalse(calls.add(neighbour).isEmpty());
  }

  @Test
  void severalAddressesDoNotTakeAllOfTheirNetwork() {
    AddressCounts calls = new AddressCounts(100);
    for (int i = 0; i < 10_000; i++) {
      var unused = calls.add(origin("2001:db8:1:1::" + i % 7));
    }

    assertTrue(calls.add(origin("2001:db8:1:1::8")).isEmpty());
  }

  @Test
  void isOverLimitIsTrueForAnOriginThatAddWouldRefuse() {
    AddressCounts requests = new AddressCounts(100);
    for (int i = 0; i < 1_441; i++) {
      requests.addBeyondLimit(origin("2001:db8:1:" + i % 10 + "::" + i));
    }

    assertTrue(requests.isOverLimit(origin("2001:db8:1:1::1")));
    requests.addBeyondLimit(origin("2001:db8:1:a::1"));
    assertFalse(requests.isOverLimit(origin("2001:db8:1:a::1")));
  }

  @Test
  void refusedAdditionsDoNotCount() {
    fill(origin("2001:db8:1:1::1"));
    for (int i = 0; i < 100; i++) {
      assertTrue(counts.add(origin("2001:db8:1:1::1")).isPresent());
    }

    assertEquals(2, fill(origin("2001:db8:1:1::2")));
  }

  @Test
  void addBeyondLimitMayExceedTheLimit() {
    fill(ONE);
    assertFalse(counts.isExceeded(ONE));

    counts.addBeyondLimit(ONE);

    assertTrue(counts.isExceeded(ONE));
    counts.remove(ONE);
    assertFalse(counts.isExceeded(ONE));
    assertEquals(0, fill(ONE));
  }

  @Test
  void withoutALimitAndForAnExemptOriginAnyNumberIsAccepted() {
    AddressCounts unlimited = new AddressCounts(0);
    for (int i = 0; i < 1000; i++) {
      assertTrue(unlimited.add(ONE).isEmpty());
    }
    for (int i = 0; i < 1000; i++) {
      assertTrue(counts.add(Origin.EXEMPT).isEmpty());
    }
  }

  private int fill(Origin origin) {
    int added = 0;
    while (counts.add(origin).isEmpty()) {
      added++;
    }
    return added;
  }

  private static Origin origin(String address) {
    try {
      return Origin.of(InetAddress.getByName(address));
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
