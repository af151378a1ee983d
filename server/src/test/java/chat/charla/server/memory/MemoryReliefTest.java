package chat.charla.server.memory;

import static chat.charla.server.memory.BudgetedCalls.CALLS_OF_A_MIB;
import static chat.charla.server.memory.BudgetedCalls.MIB;
import static chat.charla.server.memory.BudgetedCalls.origin;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.limit.Origin;
import chat.charla.server.memory.BudgetedCalls.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Which calls are reset when the bytes that are held exceed a share. */
class MemoryReliefTest {
  private final BudgetedCalls calls = new BudgetedCalls();

  private final Origin origin = origin("192.0.2.1");

  private final MemoryShare connection = calls.budget().connection(origin);

  /** If the server reset one call at a time, each new call would cause a check of all others. */
  @Test
  void severalCallsWithoutASessionAreResetAtOnce() {
    calls.fill(40 * MIB, CallStanding.STRANGER);
    calls.checks().set(0);
    calls.fill(40 * MIB, CallStanding.STRANGER);
    assertTrue(calls.budget().server().used() > 34 * MIB);
    assertTrue(calls.checks().get() < 20 * 40 * CALLS_OF_A_MIB, () -> calls.checks() + " checks");
  }

  @Test
  void aDefectWhileCallsAreCheckedDoesNotStopLaterResets() {
    Call defective = open("defective");
    defective.account().add(8 * MIB);
    defective.whenChecked(
        () -> {
          throw new IllegalStateException("a defect");
        });
    Call other = open("other");
    assertThrows(IllegalStateException.class, () -> other.account().add(3 * MIB));
    assertEquals(List.of(), calls.freed());

    other.account().add(1);

    assertEquals(List.of("defective"), calls.freed());
  }

  /**
   * The budget sorts the addresses by the number of bytes that they hold, while these numbers
   * change.
   */
  @Test
  void callsAreResetWhileHeldBytesChange() {
    List<Call> building = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      Call call = calls.open("call-" + i, "198.51.100." + i);
      call.standing(CallStanding.BUILDING);
      building.add(call);
    }
    AtomicBoolean ended = new AtomicBoolean();
    List<CompletableFuture<Void>> others = new ArrayList<>();
    for (int thread = 0; thread < 2; thread++) {
      Random random = new Random(thread);
      others.add(
          CompletableFuture.runAsync(
              () -> {
                while (!ended.get()) {
                  Call call = building.get(random.nextInt(building.size()));
                  long bytes = random.nextInt(1000);
                  call.account().add(bytes);
                  call.account().release(bytes);
                }
              }));
    }
    try {
      for (int i = 0; i < 20_000; i++) {
        Call much = calls.open("much", "192.0.2.1");
        much.standing(CallStanding.BUILDING).account().add(161 * MIB);
        much.account().close();
      }
    } finally {
      ended.set(true);
      others.forEach(CompletableFuture::join);
    }
    calls.open("last", "192.0.2.1").account().add(161 * MIB);
    // Another thread may have chosen a call just before that call began to build its answer, or
    // wanted to reset a call just before that call was closed.
    calls.freed().removeIf(name -> name.startsWith("much"));
    assertEquals(List.of("last"), calls.freed());
  }

  /**
   * Lingering bytes count, so that no more bytes are accepted. But the server resets no call
   * because of lingering bytes, because a reset would not release them.
   */
  @Test
  void noCallIsResetForLingeringBytes() {
    Call lingers = open("lingers");
    lingers.account().add(9 * MIB);
    lingers.standing(CallStanding.BUILDING).account().linger();
    Call other = open("other");
    other.account().add(2 * MIB);
    assertTrue(other.account().isStillExceeded());
    assertEquals(Optional.of(Scope.CONNECTION), other.account().reserve(1).map(MemoryShare::scope));
    assertEquals(List.of(), calls.freed());

    other.account().add(9 * MIB);
    assertEquals(
        List.of("other"), calls.freed(), "the share is exceeded even without the lingering bytes");
    assertEquals(9 * MIB, connection.used());

    lingers.account().close();
    assertEquals(0, calls.budget().server().used());
    Call next = open("next");
    next.account().add(10 * MIB);
    assertFalse(next.account().isExceeded());
    next.account().add(1);
    assertEquals(List.of("other", "next"), calls.freed());
  }

  /**
   * One call searches for a call to reset, and finds none. Meanwhile a third call exceeds the
   * share.
   */
  @Test
  void aRepeatedCheckResetsCallsThatCouldNotBeResetBefore() {
    Call building = open("building").standing(CallStanding.BUILDING);
    Call arriving = open("arriving").standing(CallStanding.BUILDING);
    arriving.account().add(8 * MIB);
    building.whenChecked(
        () -> {
          arriving.account().add(3 * MIB);
          assertTrue(arriving.account().isExceeded());
        });
    assertTrue(open("page").standing(CallStanding.BUILDING).account().reserve(4 * MIB).isPresent());
    arriving.standing(CallStanding.SERVED);
    assertEquals(List.of(), calls.freed());

    assertFalse(arriving.account().isStillExceeded());

    assertEquals(List.of("arriving"), calls.freed());
  }

  @Test
  void aConnectionThatExceedsItsShareLosesItsLargestCall() {
    open("small").account().add(2 * MIB);
    open("large").account().add(6 * MIB);
    calls.open("elsewhere", "192.0.2.1").account().add(9 * MIB);
    open("last").account().add(3 * MIB);
    assertEquals(List.of("large"), calls.freed());
    assertEquals(5 * MIB, connection.used());
  }

  /** A new call does not cause the reset of an established stream. */
  @Test
  void ofEqualCallsTheNewestIsReset() {
    for (String name : List.of("first", "second", "third")) {
      open(name).account().add(4 * MIB);
    }
    assertEquals(List.of("third"), calls.freed());
  }

  @Test
  void callsWithoutASessionAreResetFirstAndThenThoseWithoutProgress() {
    open("large").account().add(5 * MIB);
    open("stalled").standing(CallStanding.STALLED).account().add(2 * MIB);
    open("stranger").standing(CallStanding.STRANGER).account().add(MIB);
    Call last = open("last");
    last.account().add(3 * MIB);
    assertEquals(List.of("stranger"), calls.freed());
    last.account().add(MIB);
    assertEquals(List.of("stranger", "stalled"), calls.freed());
    last.account().add(MIB);
    assertEquals(List.of("stranger", "stalled"), calls.freed(), "the share is not exceeded");
    last.account().add(MIB);
    assertEquals(3, calls.freed().size());
  }

  /** Resetting the call would not free the answer that is being built. */
  @Test
  void aCallWhoseAnswerIsBeingBuiltIsNotReset() {
    open("building").standing(CallStanding.BUILDING).account().add(9 * MIB);
    open("small").account().add(2 * MIB);
    assertEquals(List.of("small"), calls.freed());
    open("also").standing(CallStanding.BUILDING).account().add(9 * MIB);
    assertEquals(List.of("small"), calls.freed());
  }

  @Test
  void theAddressThatHoldsMostLosesItsCalls() {
    for (int i = 0; i < 4; i++) {
      calls.open("greedy-" + i, "192.0.2.1").account().add(10 * MIB);
    }
    for (int address = 2; address < 6; address++) {
      for (int i = 0; i < 3; i++) {
        calls.open(address + "-" + i, "192.0.2." + address).account().add(9 * MIB);
      }
    }
    assertEquals(148 * MIB, calls.budget().server().used());
    assertEquals(List.of(), calls.freed());
    Call last = calls.open("last", "192.0.2.9");
    last.account().add(10 * MIB);
    last.account().add(5 * MIB); // also exceeds the share of its connection
    assertTrue(calls.budget().server().used() <= 160 * MIB);
    assertEquals(List.of("last"), calls.freed());
    calls.open("another", "192.0.2.8").account().add(10 * MIB);
    calls.open("more", "192.0.2.7").account().add(9 * MIB);
    assertEquals(List.of("last", "greedy-3"), calls.freed());
  }

  /** Clients without a limit for their address compete by connection, not by address. */
  @Test
  void oneAddressDoesNotDisplaceCallsOfManyConnectionsOfAProxy() {
    for (int i = 0; i < 13; i++) {
      calls
          .open("proxy-" + i, calls.budget().connection(Origin.EXEMPT), Origin.EXEMPT)
          .account()
          .add(10 * MIB);
    }
    for (int i = 0; i < 4; i++) {
      calls.open("greedy-" + i, "192.0.2.1").account().add(8 * MIB);
    }
    assertEquals(List.of("greedy-3"), calls.freed());
  }

  /**
   * The server resets calls one after the other. It resets no other call before the bytes of the
   * call that it is resetting are free.
   */
  @Test
  void noOtherCallIsResetWhileOneIsBeingReset() {
    List<Runnable> later = new ArrayList<>();
    MemoryAccount[] slow = new MemoryAccount[1];
    slow[0] =
        calls
            .budget()
            .open(
                connection,
                origin,
                (necessary, done) ->
                    later.add(
                        () -> {
                          slow[0].close();
                          done.run();
                        }));
    slow[0].add(8 * MIB);
    open("a").account().add(3 * MIB);
    open("b").account().add(7 * MIB);
    assertEquals(1, later.size());
    assertEquals(List.of(), calls.freed());

    later.get(0).run();

    assertEquals(10 * MIB, connection.used());
    assertEquals(List.of(), calls.freed(), "the share is not exceeded");
  }

  @Test
  void aCallIsNotResetIfThatIsNoLongerNecessary() {
    List<BooleanSupplier> asked = new ArrayList<>();
    calls.budget().open(connection, origin, (necessary, done) -> asked.add(necessary)).add(8 * MIB);
    Call small = open("small");

    small.account().add(3 * MIB);
    assertTrue(asked.get(0).getAsBoolean());
    small.account().release(2 * MIB);

    assertEquals(1, asked.size());
    assertFalse(asked.get(0).getAsBoolean());
  }

  /** Opens a call on the connection of most calls. */
  private Call open(String name) {
    return calls.open(name, connection, origin);
  }
}
