package chat.charla.server.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.server.scheduling.Scheduler;
import chat.charla.server.scheduling.SimulatedScheduler;
import chat.charla.testkit.VirtualTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/**
 * Readers of one loop read the log one after another, and let the loop run other tasks in between.
 */
class ReaderLoopTest {
  private final Queue<Runnable> nextRound = new ArrayDeque<>();
  private final Scheduler scheduler = new SimulatedScheduler(new VirtualTime());
  private final ReaderLoop loop =
      new ReaderLoop(scheduler, nextRound::add, new CatchUpPacer(scheduler));
  private final List<String> reads = new ArrayList<>();

  @Test
  void aReaderThatArrivesWhileAnotherReadsWaitsForTheNextRound() {
    loop.awaitTurn(() -> reads.add("first"));
    loop.awaitTurn(() -> reads.add("second"));
    loop.awaitTurn(() -> reads.add("third"));
    assertEquals(List.of("first"), reads);

    loop.returnTurn();
    assertEquals(List.of("first"), reads);

    nextRound.remove().run();
    assertEquals(List.of("first", "second"), reads);
  }

  @Test
  void theTurnIsFreeWhenNoReaderWaits() {
    loop.awaitTurn(() -> reads.add("first"));
    loop.returnTurn();
    nextRound.remove().run();

    loop.awaitTurn(() -> reads.add("second"));

    assertEquals(List.of("first", "second"), reads);
  }

  @Test
  void aTurnThatReadsNothingPassesOnAtOnce() {
    loop.awaitTurn(() -> reads.add("first"));
    for (int i = 0; i < 1000; i++) {
      loop.awaitTurn(() -> false);
    }
    loop.awaitTurn(() -> reads.add("last"));

    loop.returnTurn();
    nextRound.remove().run();

    assertEquals(List.of("first", "last"), reads);
  }

  @Test
  void theTurnIsFreeAfterAReaderThatReadsNothing() {
    loop.awaitTurn(() -> false);

    loop.awaitTurn(() -> reads.add("first"));

    assertEquals(List.of("first"), reads);
  }
}
