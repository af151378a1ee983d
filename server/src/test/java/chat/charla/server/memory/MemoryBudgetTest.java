package chat.charla.server.memory;

import static chat.charla.server.memory.BudgetedCalls.MIB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.limit.Origin;
import chat.charla.server.memory.BudgetedCalls.Call;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which bytes count for which share. An address has 40 MiB, and a connection 10 MiB. */
class MemoryBudgetTest {
  private final BudgetedCalls calls = new BudgetedCalls();

  @Test
  void theDefaultBudgetIsHalfOfTheScarcerMemory() {
    assertEquals(50, MemoryBudget.defaultBytes(100, 200));
    assertEquals(40, MemoryBudget.defaultBytes(100, 80));
  }

  @Test
  void heldBytesCountUntilTheCallEnds() {
    Call call = calls.open("a", "192.0.2.1");
    call.account().add(7);
    assertEquals(Optional.empty(), call.account().reserve(3));
    call.account().release(2);
    assertEquals(8, call.account().bytes());
    assertEquals(8, calls.budget().server().used());

    call.account().close();
    call.account().close();
    call.account().add(5);

    assertEquals(0, call.account().bytes());
    assertEquals(0, calls.budget().server().used());
    assertEquals(0, calls.budget().addresses());
    assertEquals(List.of(), calls.freed());
  }

  @Test
  void aReservationBeyondTheShareOfAConnectionIsRefused() {
    Call call = calls.open("a", "192.0.2.1");
    assertEquals(Optional.empty(), call.account().reserve(10 * MIB));
    assertEquals(Optional.of(Scope.CONNECTION), call.account().reserve(1).map(MemoryShare::scope));
    assertEquals(10 * MIB, call.account().bytes(), "a refused reservation does not count");
    assertFalse(call.account().isExceeded());
  }

  /** Another thread may reserve memory for a page while the call ends. */
  @Test
  void bytesReservedAfterTheEndOfACallLingerToo() {
    for (int i = 0; i < 100; i++) {
      Call ended = calls.open("ended", "192.0.2.1").standing(CallStanding.BUILDING);
      ended.account().linger();
      assertEquals(Optional.empty(), ended.account().reserve(2 * MIB));
      ended.account().close();
    }
    assertEquals(0, calls.budget().server().used());

    calls.open("last", "192.0.2.2").account().add(9 * MIB);
    assertEquals(List.of(), calls.freed());
  }

  /** A whole /48 gets at most half of the budget, and loses calls before a single address does. */
  @Test
  void allAddressesOfASlash48CountTogether() {
    for (int i = 0; i < 3; i++) {
      calls.open("office-" + i, "192.0.2.1").account().add(10 * MIB);
    }
    for (int i = 0; i < 8; i++) {
      calls.open("net-" + i, "2001:db8:0:" + i + "::1").account().add(10 * MIB);
    }
    assertEquals(List.of(), calls.freed());
    Call beyond = calls.open("beyond", "2001:db8:0:8::1");
    beyond.account().add(1);
    assertEquals(1, calls.freed().size(), "more than half of the budget");
    assertTrue(calls.freed().get(0).startsWith("net-"));
    for (int i = 0; i < 6; i++) {
      calls.open("elsewhere-" + i, "2001:db8:" + (i + 1) + "::1").account().add(10 * MIB);
    }
    assertEquals(2, calls.freed().size(), "more than the whole budget");
    assertTrue(calls.freed().get(1).startsWith("net-"));
  }

  @Test
  void anIpv6AddressCountsForItsSlash64() {
    for (int i = 0; i < 5; i++) {
      calls.open("call-" + i, "2001:db8::" + i).account().add(9 * MIB);
    }
    assertEquals(List.of("call-4"), calls.freed());
  }

  /** An exempt origin may be a proxy. */
  @Test
  void anExemptOriginHasNoShareOfAnAddress() {
    for (int i = 0; i < 5; i++) {
      calls
          .open("call-" + i, calls.budget().connection(Origin.EXEMPT), Origin.EXEMPT)
          .account()
          .add(30 * MIB);
    }
    assertEquals(List.of(), calls.freed());
    calls
        .open("last", calls.budget().connection(Origin.EXEMPT), Origin.EXEMPT)
        .account()
        .add(30 * MIB);
    assertEquals(1, calls.freed().size());
  }

  @Test
  void bytesInAPartOfTheBudgetCountForTheWholeBudget() {
    MemoryShare windows = calls.budget().part(64 * MIB);
    assertEquals(40 * MIB, windows.limit(), "at most a quarter");
    windows.add(5);
    assertEquals(5, calls.budget().server().used());
    windows.add(-5);
    assertEquals(0, calls.budget().server().used());
  }
}
