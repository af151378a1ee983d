package chat.charla.server.memory;

import static chat.charla.server.memory.BudgetedCalls.MIB;
import static chat.charla.server.memory.BudgetedCalls.origin;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.limit.Origin;
import chat.charla.server.memory.BudgetedCalls.Call;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Which calls are reset for a reservation, and which reservations are refused. */
class MemoryDisplacementTest {
  private final BudgetedCalls calls = new BudgetedCalls();

  /**
   * For a reservation, the server resets only calls that yield, and begins with the call that has
   * been idle longest.
   */
  @Test
  void aReservationBeyondTheShareOfAnAddressResetsCallsWithoutProgress() {
    calls.open("a", "192.0.2.1").account().add(10 * MIB);
    calls.open("b", "192.0.2.1").idle(3).account().add(10 * MIB - 1);
    calls.open("c", "192.0.2.1").idle(4).account().add(8 * MIB);
    calls.open("d", "192.0.2.1").idle(2).account().add(10 * MIB);
    Call page = calls.open("e", "192.0.2.1");
    assertEquals(Optional.empty(), page.account().reserve(2 * MIB + 2));
    assertEquals(List.of("c"), calls.freed());
  }

  @Test
  void yieldingCallsAreResetEvenIfThatIsNotEnough() {
    for (int i = 0; i < 4; i++) {
      calls.open("served-" + i, "192.0.2.1").account().add(10 * MIB - (i == 0 ? MIB : 0));
    }
    calls.open("stalled", "192.0.2.1").standing(CallStanding.STALLED).account().add(MIB);
    Call page = calls.open("page", "192.0.2.1");
    assertEquals(
        Optional.of(Scope.ADDRESS), page.account().reserve(2 * MIB).map(MemoryShare::scope));
    assertEquals(List.of("stalled"), calls.freed());
    assertEquals(Optional.empty(), page.account().reserve(MIB));
    assertEquals(Optional.empty(), calls.open("other", "192.0.2.2").account().reserve(2 * MIB));
  }

  /** Each call without a session holds very little. */
  @Test
  void aPageDisplacesCallsWithoutASession() {
    calls.fill(40 * MIB, CallStanding.STRANGER);
    Call page = calls.open("page", "192.0.2.1");
    assertEquals(Optional.empty(), page.account().reserve(2 * MIB));
    assertEquals(2 * MIB, page.account().bytes());
    assertTrue(calls.budget().server().used() <= 40 * MIB);
    assertFalse(page.account().isExceeded());
  }

  @Test
  void aPageDoesNotDisplaceCallsThatAreServed() {
    calls.fill(40 * MIB, CallStanding.SERVED);
    Call page = calls.open("page", "192.0.2.1");
    assertEquals(
        Optional.of(Scope.ADDRESS), page.account().reserve(2 * MIB).map(MemoryShare::scope));
    assertEquals(0, page.account().bytes());
    assertEquals(List.of(), calls.freed());
  }

  /** Each call holds less than a page needs. */
  @Test
  void aPageDisplacesACallEvenIfManyConnectionsHoldTheShare() {
    Origin origin = origin("192.0.2.1");
    for (int i = 0; i < 20; i++) {
      MemoryShare greedy = calls.budget().connection(origin);
      calls.open("first of " + i, greedy, origin).account().add(MIB);
      calls.open("second of " + i, greedy, origin).account().add(MIB);
    }
    Call page = calls.open("page", calls.budget().connection(origin), origin);

    for (int i = 0; i < 2; i++) {
      assertEquals(
          Optional.of(Scope.ADDRESS), page.account().reserve(2 * MIB).map(MemoryShare::scope));
    }

    assertEquals(2, calls.freed().size());
    assertEquals(Optional.empty(), page.account().reserve(2 * MIB));
  }

  /** The stream's connection holds more than others, because it also has a page in preparation. */
  @Test
  void aStreamThatHoldsLittleIsNotDisplaced() {
    Origin origin = origin("192.0.2.1");
    MemoryShare reader = calls.budget().connection(origin);
    calls.open("stream", reader, origin).account().add(MIB / 128);
    calls
        .open("building", reader, origin)
        .standing(CallStanding.BUILDING)
        .account()
        .add(9 * MIB - MIB / 128);
    for (int i = 0; i < 4; i++) {
      calls
          .open("building elsewhere", calls.budget().connection(origin), origin)
          .standing(CallStanding.BUILDING)
          .account()
          .add(31 * MIB / 4);
    }
    Call list = calls.open("list", calls.budget().connection(origin), origin);

    assertEquals(
        Optional.of(Scope.ADDRESS), list.account().reserve(MIB / 20).map(MemoryShare::scope));

    assertEquals(List.of(), calls.freed());
  }

  /**
   * Four connections of the address read large answers just fast enough that none of these calls
   * yields.
   */
  @Test
  void aConnectionThatHoldsLittleDisplacesACallOfTheConnectionThatHoldsMost() {
    Origin origin = origin("192.0.2.1");
    for (int i = 0; i < 4; i++) {
      MemoryShare greedy = calls.budget().connection(origin);
      calls.open("first of " + i, greedy, origin).account().add(4 * MIB);
      calls.open("second of " + i, greedy, origin).account().add((i == 2 ? 6 : 5) * MIB);
    }
    Call page = calls.open("page", calls.budget().connection(origin), origin);

    assertEquals(
        Optional.of(Scope.ADDRESS), page.account().reserve(4 * MIB).map(MemoryShare::scope));

    assertEquals(List.of("second of 2"), calls.freed());
    assertEquals(Optional.empty(), page.account().reserve(4 * MIB));
  }

  /**
   * The calls of the address that holds most make progress, so none of them is idle. But this
   * address holds more than its part of the budget.
   */
  @Test
  void anAddressThatHoldsLittleDisplacesACallOfTheAddressThatHoldsMost() {
    for (int address = 1; address <= 4; address++) {
      for (int i = 0; i < 4; i++) {
        calls
            .open(address + "-" + i, "192.0.2." + address)
            .account()
            .add(10 * MIB - (address == 1 ? 0 : MIB));
      }
    }
    Call rich = calls.open("rich", "192.0.2.2");
    for (int i = 0; i < 4; i++) {
      calls.open("5-" + i, "192.0.2.5").account().add(3 * MIB);
    }
    assertEquals(160 * MIB, calls.budget().server().used());
    assertEquals(List.of(), calls.freed());

    assertTrue(rich.account().reserve(MIB).isPresent());
    assertEquals(List.of(), calls.freed(), "the address already holds its part");

    Call poor = calls.open("poor", "192.0.2.9");
    assertTrue(poor.account().reserve(MIB).isPresent());
    assertEquals(List.of("1-3"), calls.freed());
    assertEquals(Optional.empty(), poor.account().reserve(MIB));
  }

  /**
   * A refused reservation never counts, not even for a moment. Otherwise, another call might exceed
   * the share at that moment.
   */
  @Test
  void refusedPagesCauseNoReset() {
    Origin origin = origin("192.0.2.1");
    MemoryShare connection = calls.budget().connection(origin);
    calls.open("large", connection, origin).account().add(10 * MIB - 1000);
    Call growing = calls.open("growing", connection, origin);
    Call pages = calls.open("pages", connection, origin);

    CompletableFuture<Void> refused =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < 100_000; i++) {
                assertTrue(pages.account().reserve(MIB).isPresent());
              }
            });
    while (!refused.isDone()) {
      growing.account().add(1000);
      growing.account().release(1000);
    }

    refused.join();
    assertFalse(calls.freed().contains("large"), "the call must not be reset");
    assertEquals(10 * MIB - 1000, connection.used());
  }
}
