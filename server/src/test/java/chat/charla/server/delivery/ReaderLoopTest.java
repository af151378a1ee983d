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
    loop.takeTurn(() -> reads.add("first"));
    loop.takeTurn(() -> reads.add("second"));
    loop.takeTurn(() -> reads.add("third"));
    assertEquals(List.of("first"), reads);

    loop.giveTurnBack();
    assertEquals(List.of("first"), reads);

    nextRound.remove().run();
    assertEquals(List.of("first", "second"), reads);
  }

  @Test
  void theTurnIsFreeWhenNoReaderWaits() {
    loop.takeTurn(() -> reads.add("first"));
    loop.giveTurnBack();
    nextRound.remove().run();

    loop.takeTurn(() -> reads.add("second"));

    assertEquals(List.of("first", "second"), reads);
  }

  @Test
  void aTurnThatReadsNothingPassesOnAtOnce() {
    loop.takeTurn(() -> reads.add("first"));
    for (int i = 0; i < 1000; i++) {
      loop.takeTurn(() -> false);
    }
    loop.takeTurn(() -> reads.add("last"));

    loop.giveTurnBack();
    nextRound.remove().run();

    assertEquals(List.of("first", "last"), reads);
  }

  @Test
  void theTurnIsFreeAfterAReaderThatReadsNothing() {
    loop.takeTurn(() -> false);

    loop.takeTurn(() -> reads.add("first"));

    assertEquals(List.of("first"), reads);
  }
}
