package chat.charla.server.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

/** Which addresses hold more than their share, and when the last tenth of the cap begins. */
class CapSharesTest {
  private final CapShares shares = new CapShares(1000);

  @Test
  void theLastTenthBeginsWhenNineTenthsAreTaken() {
    assertFalse(shares.isNearlyFull(899));
    assertTrue(shares.isNearlyFull(900));
    assertFalse(new CapShares(3).isNearlyFull(2));
    assertTrue(new CapShares(3).isNearlyFull(3));
    assertFalse(new CapShares(0).isNearlyFull(Integer.MAX_VALUE));
  }

  @Test
  void anAddressMayHoldAHundredth() {
    assertEquals(11, fill("192.0.2.1"));
    assertEquals(11, fill("192.0.2.2"));

    shares.remove(origin("192.0.2.1"));

    assertFalse(shares.isExceeded(origin("192.0.2.1")));
    assertTrue(shares.isExceeded(origin("192.0.2.2")));
  }

  @Test
  void aNetworkHasFourSharesAndASiteSixteen() {
    int network = 0;
    for (int host = 1; host <= 9; host++) {
      network += fill("2001:db8:1::" + host);
    }
    assertEquals(41, network);

    int site = network;
    for (int subnet = 1; subnet <= 30; subnet++) {
      site += fill("2001:db8:1:" + subnet + "::1");
    }
    assertEquals(161, site);
    assertFalse(shares.isExceeded(origin("2001:db8:2::1")));
  }

  @Test
  void clientsWithoutAnAddressHaveOneShareTogether() {
    int held = 0;
    while (!shares.isExceeded(Origin.EXEMPT)) {
      shares.add(Origin.EXEMPT);
      held++;
    }

    assertEquals(11, held);
    assertFalse(shares.isExceeded(origin("192.0.2.1")));
  }

  @Test
  void withASmallCapEveryAddressMayHoldOne() {
    CapShares few = new CapShares(10);
    few.add(origin("192.0.2.1"));
    assertFalse(few.isExceeded(origin("192.0.2.1")));
    few.add(origin("192.0.2.1"));
    assertTrue(few.isExceeded(origin("192.0.2.1")));
  }

  /** Adds for this address until it exceeds its share; returns the number that fits the share. */
  private int fill(String address) {
    int held = 0;
    while (!shares.isExceeded(origin(address))) {
      shares.add(origin(address));
      held++;
    }
    return held;
  }

  private static Origin origin(String address) {
    try {
      return Origin.of(InetAddress.getByName(address));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
