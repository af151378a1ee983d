package chat.charla.server.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.limit.Origin;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** A budget of 160 MiB: 40 for an address, 10 for a connection. */
class MemoryBudgetTest {
  private static final long MIB = 1024 * 1024;
  private static final int CALLS_OF_A_MIB = 16;

  private final MemoryBudget budget = new MemoryBudget(160 * MIB);
  private final List<String> freed = Collections.synchronizedList(new ArrayList<>());

  /** How often calls were checked. */
  private final AtomicInteger checks = new AtomicInteger();

  /** A call that is reset as soon as the budget asks for it. */
  private final class Call implements MemoryAccount.Holder {
    private final String name;
    private final MemoryAccount account;
    private volatile Standing standing = Standing.SERVED;
    private long idle;
    private Runnable whenLookedAt = () -> {};

    Call(String name, MemoryShare connection, Origin origin) {
      this.name = name;
      this.account = budget.open(connection, origin, this);
    }

    Call standing(Standing other) {
      standing = other;
      return this;
    }

    Call idle(long nanos) {
      idle = nanos;
      return standing(Standing.STALLED);
    }

    /** Runs when the call is checked the next time, while others are still to be checked. */
    Call whenChecked(Runnable task) {
      whenLookedAt =
          () -> {
            whenLookedAt = () -> {};
            task.run();
          };
      return this;
    }

    @Override
    public Standing standing() {
      checks.incrementAndGet();
      whenLookedAt.run();
      return standing;
    }

    @Override
    public long idleNanos() {
      return idle;
    }

    @Override
    public void free(BooleanSupplier necessary, Runnable done) {
      boolean mustEnd = necessary.getAsBoolean();
      freed.add(name + (mustEnd ? "" : "?"));
      if (mustEnd) {
        account.close();
      }
      done.run();
    }
  }

  private Call call(String name, MemoryShare connection, Origin origin) {
    return new Call(name, connection, origin);
  }

  private Call call(String name, String address) {
    Origin origin = origin(address);
    return call(name, budget.connection(origin), origin);
  }

  @Test
  void theDefaultIsHalfOfTheScarcerMemory() {
    assertEquals(50, MemoryBudget.defaultBytes(100, 200));
    assertEquals(40, MemoryBudget.defaultBytes(100, 80));
  }

  @Test
  void heldBytesCountUntilTheCallEnds() {
    Call call = call("a", "192.0.2.1");
    call.account.add(7);
    assertEquals(Optional.empty(), call.account.reserve(3));
    call.account.release(2);
    assertEquals(8, call.account.bytes());
    assertEquals(8, budget.server().used());

    call.account.close();
    call.account.close();
    call.account.add(5);

    assertEquals(0, call.account.bytes());
    assertEquals(0, budget.server().used());
    assertEquals(0, budget.addresses());
    assertEquals(List.of(), freed);
  }

  @Test
  void aReservationBeyondTheShareOfAConnectionIsRefused() {
    Call call = call("a", "192.0.2.1");
    assertEquals(Optional.empty(), call.account.reserve(10 * MIB));
    assertEquals(Optional.of(Scope.CONNECTION), call.account.reserve(1).map(MemoryShare::scope));
    assertEquals(10 * MIB, call.account.bytes(), "a refused reservation does not count");
    assertFalse(call.account.isExceeded());
  }

  /** For a mere reservation only calls that yield are reset, the longest idle one first. */
  @Test
  void aReservationBeyondTheShareOfAnAddressResetsCallsWithoutProgress() {
    call("a", "192.0.2.1").account.add(10 * MIB);
    call("b", "192.0.2.1").idle(3).account.add(10 * MIB - 1);
    call("c", "192.0.2.1").idle(4).account.add(8 * MIB);
    call("d", "192.0.2.1").idle(2).account.add(10 * MIB);
    Call page = call("e", "192.0.2.1");
    assertEquals(Optional.empty(), page.account.reserve(2 * MIB + 2));
    assertEquals(List.of("c"), freed);
  }

  @Test
  void yieldingCallsAreResetEvenIfThatIsNotEnough() {
    for (int i = 0; i < 4; i++) {
      call("served-" + i, "192.0.2.1").account.add(10 * MIB - (i == 0 ? MIB : 0));
    }
    call("stalled", "192.0.2.1").standing(Standing.STALLED).account.add(MIB);
    Call page = call("page", "192.0.2.1");
    assertEquals(Optional.of(Scope.ADDRESS), page.account.reserve(2 * MIB).map(MemoryShare::scope));
    assertEquals(List.of("stalled"), freed);
    assertEquals(Optional.empty(), page.account.reserve(MIB));
    assertEquals(Optional.empty(), call("other", "192.0.2.2").account.reserve(2 * MIB));
  }

  /** Each of these calls holds very little. */
  @Test
  void aPageDisplacesCallsWithoutASession() {
    fill(40 * MIB, Standing.STRANGER);
    Call page = call("page", "192.0.2.1");
    assertEquals(Optional.empty(), page.account.reserve(2 * MIB));
    assertEquals(2 * MIB, page.account.bytes());
    assertTrue(budget.server().used() <= 40 * MIB);
    assertFalse(page.account.isExceeded());
  }

  @Test
  void aPageDoesNotDisplaceCallsThatAreServed() {
    fill(40 * MIB, Standing.SERVED);
    Call page = call("page", "192.0.2.1");
    assertEquals(Optional.of(Scope.ADDRESS), page.account.reserve(2 * MIB).map(MemoryShare::scope));
    assertEquals(0, page.account.bytes());
    assertEquals(List.of(), freed);
  }

  /** Otherwise each new call would cause a check of all others. */
  @Test
  void severalCallsWithoutASessionAreResetAtOnce() {
    fill(40 * MIB, Standing.STRANGER);
    checks.set(0);
    fill(40 * MIB, Standing.STRANGER);
    assertTrue(budget.server().used() > 34 * MIB);
    assertTrue(checks.get() < 20 * 40 * CALLS_OF_A_MIB, () -> checks + " checks");
  }

  private void fill(long bytes, Standing standing) {
    long each = MIB / CALLS_OF_A_MIB;
    for (int i = 0; i < bytes / each; i++) {
      call("small-" + i, "192.0.2.1").standing(standing).account.add(each);
    }
  }

  @Test
  void aDefectWhileCallsAreCheckedDoesNotStopLaterResets() {
    Origin origin = origin("192.0.2.1");
    MemoryShare connection = budget.connection(origin);
    Call defective = call("defective", connection, origin);
    defective.account.add(8 * MIB);
    defective.whenChecked(
        () -> {
          throw new IllegalStateException("a defect");
        });
    Call other = call("other", connection, origin);
    assertThrows(IllegalStateException.class, () -> other.account.add(3 * MIB));
    assertEquals(List.of(), freed);

    other.account.add(1);

    assertEquals(List.of("defective"), freed);
  }

  /** The budget sorts addresses by the bytes that they hold, while these change. */
  @Test
  void callsAreResetWhileHeldBytesChange() {
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      Call call = call("call-" + i, "198.51.100." + i);
      call.standing(Standing.BUILDING);
      calls.add(call);
    }
    AtomicBoolean ended = new AtomicBoolean();
    List<CompletableFuture<Void>> others = new ArrayList<>();
    for (int thread = 0; thread < 2; thread++) {
      Random random = new Random(thread);
      others.add(
          CompletableFuture.runAsync(
              () -> {
                while (!ended.get()) {
                  Call call = calls.get(random.nextInt(calls.size()));
                  long bytes = random.nextInt(1000);
                  call.account.add(bytes);
                  call.account.release(bytes);
                }
              }));
    }
    try {
      for (int i = 0; i < 20_000; i++) {
        Call much = call("much", "192.0.2.1");
        much.standing(Standing.BUILDING).account.add(161 * MIB);
        much.account.close();
      }
    } finally {
      ended.set(true);
      others.forEach(CompletableFuture::join);
    }
    call("last", "192.0.2.1").account.add(161 * MIB);
    assertEquals(List.of("last"), freed);
  }

  /**
   * Lingering bytes count, so that no more is accepted; but resetting other calls would not help.
   */
  @Test
  void noCallIsResetForLingeringBytes() {
    Origin origin = origin("192.0.2.1");
    MemoryShare connection = budget.connection(origin);
    Call lingers = call("lingers", connection, origin);
    lingers.account.add(9 * MIB);
    lingers.standing(Standing.BUILDING).account.linger();
    Call other = call("other", connection, origin);
    other.account.add(2 * MIB);
    assertTrue(other.account.isStillExceeded());
    assertEquals(Optional.of(Scope.CONNECTION), other.account.reserve(1).map(MemoryShare::scope));
    assertEquals(List.of(), freed);

    other.account.add(9 * MIB);
    assertEquals(List.of("other"), freed, "too much even without the lingering bytes");
    assertEquals(9 * MIB, connection.used());

    lingers.account.close();
    assertEquals(0, budget.server().used());
    Call next = call("next", connection, origin);
    next.account.add(10 * MIB);
    assertFalse(next.account.isExceeded());
    next.account.add(1);
    assertEquals(List.of("other", "next"), freed);
  }

  /** As when another thread reserves a page while the call ends. */
  @Test
  void bytesReservedAfterTheEndOfACallLingerToo() {
    for (int i = 0; i < 100; i++) {
      Call ended = call("ended", "192.0.2.1").standing(Standing.BUILDING);
      ended.account.linger();
      assertEquals(Optional.empty(), ended.account.reserve(2 * MIB));
      ended.account.close();
    }
    assertEquals(0, budget.server().used());

    call("last", "192.0.2.2").account.add(9 * MIB);
    assertEquals(List.of(), freed);
  }

  /** Each of them holds less than a page needs. */
  @Test
  void aPageDisplacesACallAlsoIfManyConnectionsHoldTheShare() {
    Origin origin = origin("192.0.2.1");
    for (int i = 0; i < 20; i++) {
      MemoryShare greedy = budget.connection(origin);
      call("first of " + i, greedy, origin).account.add(MIB);
      call("second of " + i, greedy, origin).account.add(MIB);
    }
    Call page = call("page", budget.connection(origin), origin);

    for (int i = 0; i < 2; i++) {
      assertEquals(
          Optional.of(Scope.ADDRESS), page.account.reserve(2 * MIB).map(MemoryShare::scope));
    }

    assertEquals(2, freed.size());
    assertEquals(Optional.empty(), page.account.reserve(2 * MIB));
  }

  /** Its connection holds most because of a page that is being built. */
  @Test
  void aStreamThatHoldsLittleIsNotDisplaced() {
    Origin origin = origin("192.0.2.1");
    MemoryShare reader = budget.connection(origin);
    call("stream", reader, origin).account.add(MIB / 128);
    call("building", reader, origin).standing(Standing.BUILDING).account.add(9 * MIB - MIB / 128);
    for (int i = 0; i < 4; i++) {
      call("building elsewhere", budget.connection(origin), origin)
          .standing(Standing.BUILDING)
          .account
          .add(31 * MIB / 4);
    }
    Call list = call("list", budget.connection(origin), origin);

    assertEquals(
        Optional.of(Scope.ADDRESS), list.account.reserve(MIB / 20).map(MemoryShare::scope));

    assertEquals(List.of(), freed);
  }

  /** Four connections read large answers just fast enough that none of these calls yields. */
  @Test
  void atAnAddressAConnectionThatHoldsLittleDisplacesACallOfTheOneThatHoldsMost() {
    Origin origin = origin("192.0.2.1");
    for (int i = 0; i < 4; i++) {
      MemoryShare greedy = budget.connection(origin);
      call("first of " + i, greedy, origin).account.add(4 * MIB);
      call("second of " + i, greedy, origin).account.add((i == 2 ? 6 : 5) * MIB);
    }
    Call page = call("page", budget.connection(origin), origin);

    assertEquals(Optional.of(Scope.ADDRESS), page.account.reserve(4 * MIB).map(MemoryShare::scope));

    assertEquals(List.of("second of 2"), freed);
    assertEquals(Optional.empty(), page.account.reserve(4 * MIB));
  }

  /**
   * While one call checks for another one to reset, and finds none, a third one exceeds the share.
   */
  @Test
  void aRepeatedCheckResetsCallsThatCouldNotBeResetBefore() {
    Origin origin = origin("192.0.2.1");
    MemoryShare connection = budget.connection(origin);
    Call building = call("building", connection, origin).standing(Standing.BUILDING);
    Call arriving = call("arriving", connection, origin).standing(Standing.BUILDING);
    arriving.account.add(8 * MIB);
    building.whenChecked(
        () -> {
          arriving.account.add(3 * MIB);
          assertTrue(arriving.account.isExceeded());
        });
    assertTrue(
        call("page", connection, origin)
            .standing(Standing.BUILDING)
            .account
            .reserve(4 * MIB)
            .isPresent());
    arriving.standing(Standing.SERVED);
    assertEquals(List.of(), freed);

    assertFalse(arriving.account.isStillExceeded());

    assertEquals(List.of("arriving"), freed);
  }

  @Test
  void aConnectionThatExceedsItsShareLosesItsLargestCall() {
    Origin origin = origin("192.0.2.1");
    MemoryShare connection = budget.connection(origin);
    call("small", connection, origin).account.add(2 * MIB);
    call("large", connection, origin).account.add(6 * MIB);
    call("elsewhere", "192.0.2.1").account.add(9 * MIB);
    call("last", connection, origin).account.add(3 * MIB);
    assertEquals(List.of("large"), freed);
    assertEquals(5 * MIB, connection.used());
  }

  /** An established stream is not reset for a new call. */
  @Test
  void ofEqualCallsTheNewestIsReset() {
    Origin origin = origin("192.0.2.1");
    MemoryShare connection = budget.connection(origin);
    for (String name : List.of("first", "second", "third")) {
      call(name, connection, origin).account.add(4 * MIB);
    }
    assertEquals(List.of("third"), freed);
  }

  @Test
  void callsWithoutASessionAreResetFirstAndThenThoseWithoutProgress() {
    Origin origin = origin("192.0.2.1");
    MemoryShare connection = budget.connection(origin);
    call("large", connection, origin).account.add(5 * MIB);
    call("stalled", connection, origin).standing(Standing.STALLED).account.add(2 * MIB);
    call("stranger", connection, origin).standing(Standing.STRANGER).account.add(MIB);
    Call last = call("last", connection, origin);
    last.account.add(3 * MIB);
    assertEquals(List.of("stranger"), freed);
    last.account.add(MIB);
    assertEquals(List.of("stranger", "stalled"), freed);
    last.account.add(MIB);
    assertEquals(List.of("stranger", "stalled"), freed, "the share is not exceeded");
    last.account.add(MIB);
    assertEquals(3, freed.size());
  }

  /** Resetting it would not free the answer that is being built. */
  @Test
  void aCallWhoseAnswerIsBeingBuiltIsNotReset() {
    Origin origin = origin("192.0.2.1");
    MemoryShare connection = budget.connection(origin);
    call("building", connection, origin).standing(Standing.BUILDING).account.add(9 * MIB);
    call("small", connection, origin).account.add(2 * MIB);
    assertEquals(List.of("small"), freed);
    call("also", connection, origin).standing(Standing.BUILDING).account.add(9 * MIB);
    assertEquals(List.of("small"), freed);
  }

  @Test
  void theAddressThatHoldsMostLosesItsCalls() {
    for (int i = 0; i < 4; i++) {
      call("greedy-" + i, "192.0.2.1").account.add(10 * MIB);
    }
    for (int address = 2; address < 6; address++) {
      for (int i = 0; i < 3; i++) {
        call(address + "-" + i, "192.0.2." + address).account.add(9 * MIB);
      }
    }
    assertEquals(148 * MIB, budget.server().used());
    assertEquals(List.of(), freed);
    Call last = call("last", "192.0.2.9");
    last.account.add(10 * MIB);
    last.account.add(5 * MIB); // also exceeds the share of its connection
    assertTrue(budget.server().used() <= 160 * MIB);
    assertEquals(List.of("last"), freed);
    call("another", "192.0.2.8").account.add(10 * MIB);
    call("more", "192.0.2.7").account.add(9 * MIB);
    assertEquals(List.of("last", "greedy-3"), freed);
  }

  /** Its calls make progress, so none is idle; but it holds more than its part. */
  @Test
  void anAddressThatHoldsLittleDisplacesACallOfTheOneThatHoldsMost() {
    for (int address = 1; address <= 4; address++) {
      for (int i = 0; i < 4; i++) {
        call(address + "-" + i, "192.0.2." + address)
            .account
            .add(10 * MIB - (address == 1 ? 0 : MIB));
      }
    }
    Call rich = call("rich", "192.0.2.2");
    for (int i = 0; i < 4; i++) {
      call("5-" + i, "192.0.2.5").account.add(3 * MIB);
    }
    assertEquals(160 * MIB, budget.server().used());
    assertEquals(List.of(), freed);

    assertTrue(rich.account.reserve(MIB).isPresent());
    assertEquals(List.of(), freed, "the address already holds its part");

    Call poor = call("poor", "192.0.2.9");
    assertTrue(poor.account.reserve(MIB).isPresent());
    assertEquals(List.of("1-3"), freed);
    assertEquals(Optional.empty(), poor.account.reserve(MIB));
  }

  /** A whole /48 has no more than half, and loses calls before a single address does. */
  @Test
  void aWholeSlash48CountsTogether() {
    for (int i = 0; i < 3; i++) {
      call("office-" + i, "192.0.2.1").account.add(10 * MIB);
    }
    for (int i = 0; i < 8; i++) {
      call("net-" + i, "2001:db8:0:" + i + "::1").account.add(10 * MIB);
    }
    assertEquals(List.of(), freed);
    Call beyond = call("beyond", "2001:db8:0:8::1");
    beyond.account.add(1);
    assertEquals(1, freed.size(), "more than half of the budget");
    assertTrue(freed.get(0).startsWith("net-"));
    for (int i = 0; i < 6; i++) {
      call("elsewhere-" + i, "2001:db8:" + (i + 1) + "::1").account.add(10 * MIB);
    }
    assertEquals(2, freed.size(), "more than the whole budget");
    assertTrue(freed.get(1).startsWith("net-"));
  }

  /** Clients without a limit for their address compete as connections. */
  @Test
  void manyConnectionsOfAProxyLoseNoCallsForOneAddress() {
    for (int i = 0; i < 13; i++) {
      call("proxy-" + i, budget.connection(Origin.EXEMPT), Origin.EXEMPT).account.add(10 * MIB);
    }
    for (int i = 0; i < 4; i++) {
      call("greedy-" + i, "192.0.2.1").account.add(8 * MIB);
    }
    assertEquals(List.of("greedy-3"), freed);
  }

  /** Calls are reset one after the other: the first one has not been freed yet. */
  @Test
  void noOtherCallIsResetMeanwhile() {
    Origin origin = origin("192.0.2.1");
    MemoryShare connection = budget.connection(origin);
    List<Runnable> later = new ArrayList<>();
    MemoryAccount[] slow = new MemoryAccount[1];
    slow[0] =
        budget.open(
            connection,
            origin,
            (necessary, done) ->
                later.add(
                    () -> {
                      slow[0].close();
                      done.run();
                    }));
    slow[0].add(8 * MIB);
    call("a", connection, origin).account.add(3 * MIB);
    call("b", connection, origin).account.add(7 * MIB);
    assertEquals(1, later.size());
    assertEquals(List.of(), freed);

    later.get(0).run();

    assertEquals(10 * MIB, connection.used());
    assertEquals(List.of(), freed, "the share is not exceeded");
  }

  @Test
  void aCallIsNotResetIfThatIsNoLongerNecessary() {
    Origin origin = origin("192.0.2.1");
    MemoryShare connection = budget.connection(origin);
    List<BooleanSupplier> asked = new ArrayList<>();
    budget.open(connection, origin, (necessary, done) -> asked.add(necessary)).add(8 * MIB);
    Call small = call("small", connection, origin);

    small.account.add(3 * MIB);
    assertTrue(asked.get(0).getAsBoolean());
    small.account.release(2 * MIB);

    assertEquals(1, asked.size());
    assertFalse(asked.get(0).getAsBoolean());
  }

  /**
   * A refused reservation never counts, not even for a moment in which another call would exceed
   * the share.
   */
  @Test
  void refusedPagesCauseNoReset() {
    Origin origin = origin("192.0.2.1");
    MemoryShare connection = budget.connection(origin);
    call("large", connection, origin).account.add(10 * MIB - 1000);
    Call growing = call("growing", connection, origin);
    Call pages = call("pages", connection, origin);

    CompletableFuture<Void> refused =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < 100_000; i++) {
                assertTrue(pages.account.reserve(MIB).isPresent());
              }
            });
    while (!refused.isDone()) {
      growing.account.add(1000);
      growing.account.release(1000);
    }

    refused.join();
    assertFalse(freed.contains("large"), "the call must not be reset");
    assertEquals(10 * MIB - 1000, connection.used());
  }

  @Test
  void anIpv6AddressCountsForItsSlash64() {
    for (int i = 0; i < 5; i++) {
      call("call-" + i, "2001:db8::" + i).account.add(9 * MIB);
    }
    assertEquals(List.of("call-4"), freed);
  }

  /** An exempt origin may be a proxy. */
  @Test
  void anExemptOriginHasNoShareOfAnAddress() {
    for (int i = 0; i < 5; i++) {
      call("call-" + i, budget.connection(Origin.EXEMPT), Origin.EXEMPT).account.add(30 * MIB);
    }
    assertEquals(List.of(), freed);
    call("last", budget.connection(Origin.EXEMPT), Origin.EXEMPT).account.add(30 * MIB);
    assertEquals(1, freed.size());
  }

  @Test
  void aPartOfTheBudgetCountsForTheWhole() {
    MemoryShare windows = budget.part(64 * MIB);
    assertEquals(40 * MIB, windows.limit(), "at most a quarter");
    windows.add(5);
    assertEquals(5, budget.server().used());
    windows.add(-5);
    assertEquals(0, budget.server().used());
  }

  private static Origin origin(String address) {
    try {
      return Origin.of(InetAddress.getByName(address));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
