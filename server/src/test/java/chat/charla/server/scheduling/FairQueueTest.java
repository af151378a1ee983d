package chat.charla.server.scheduling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FairQueueTest {
  private static final int LONGEST_LINE = 50_000;

  private static final int MOST_WAITING = 4 * LONGEST_LINE;

  private final FairQueue queue = new FairQueue(2, LONGEST_LINE, MOST_WAITING);
  private final List<String> started = new ArrayList<>();

  @Test
  void tasksWaitInTheOrderOfArrival() {
    take("a", 5);
    assertEquals(List.of("a0", "a1"), started);
    queue.done();
    assertEquals(List.of("a0", "a1", "a2"), started);
    queue.done();
    queue.done();
    assertEquals(List.of("a0", "a1", "a2", "a3", "a4"), started);
    queue.done();
    queue.done();
    take("b", 1);
    assertEquals(List.of("a0", "a1", "a2", "a3", "a4", "b0"), started);
  }

  @Test
  void aLongLineDelaysEachOtherLineByOneTask() {
    take("flooder", 10_000);
    take("a", 2);
    take("b", 1);

    for (int i = 0; i < 5; i++) {
      queue.done();
    }

    assertEquals(
        List.of("flooder0", "flooder1", "flooder2", "a0", "b0", "flooder3", "a1"), started);
  }

  @Test
  void tasksThatEndAtOnceDoNotCauseAStackOverflow() {
    take("a", 2);
    int[] ended = {0};
    for (int i = 0; i < LONGEST_LINE; i++) {
      queue.take(
          "a",
          () -> {
            ended[0]++;
            queue.done();
          });
    }

    queue.done();

    assertEquals(LONGEST_LINE, ended[0]);
    take("b", 1);
    assertEquals(List.of("a0", "a1", "b0"), started);
  }

  @Test
  void aFullLineRefusesTasksButOtherLinesAcceptThem() {
    take("a", 2 + LONGEST_LINE);

    assertFalse(queue.take("a", () -> started.add("a")));
    assertTrue(queue.take("b", () -> started.add("b")));

    queue.done();
    assertTrue(queue.take("a", () -> started.add("a")));
  }

  @Test
  void aTaskThatThrowsDoesNotPreventOthersFromStarting() {
    take("a", 2);
    queue.take(
        "a",
        () -> {
          queue.done();
          throw new StackOverflowError();
        });
    take("b", 1);

    assertThrows(StackOverflowError.class, queue::done);

    assertEquals(List.of("a0", "a1", "b0"), started);
  }

  @Test
  void aLineNeverTakesTheLastPlacesOfOtherLines() {
    FairQueue small = new FairQueue(1, 100, 8);
    small.take("running", () -> {});
    int flooder = 0;
    while (small.take("flooder", () -> {})) {
      flooder++;
    }
    int second = 0;
    while (small.take("second", () -> {})) {
      second++;
    }

    assertEquals(4, flooder);
    assertEquals(2, second);
    assertTrue(small.take("newcomer", () -> {}));
  }

  @Test
  void preferredTasksStartFirstButOneOfTheOthersFollowsThree() {
    take("running", 2);
    take("a", 3);
    for (int i = 0; i < 7; i++) {
      String name = "preferred" + i;
      queue.takePreferred(i == 6 ? "late" : "early", () -> started.add(name));
    }

    for (int i = 0; i < 10; i++) {
      queue.done();
    }

    assertEquals(
        List.of(
            "preferred0",
            "preferred6",
            "preferred1",
            "a0",
            "preferred2",
            "preferred3",
            "preferred4",
            "a1",
            "preferred5",
            "a2"),
        started.subList(2, started.size()));
  }

  @Test
  void ofThreeRanksEachStartsThreeTasksBeforeOneOfALowerRank() {
    FairQueue ranked = new FairQueue(1, 100, List.of(100, 100, 100));
    ranked.take("running", () -> {});
    for (int rank = 0; rank < 3; rank++) {
      for (int i = 0; i < 30; i++) {
        int its = rank;
        ranked.take(rank, "line", () -> started.add("" + its));
      }
    }

    for (int i = 0; i < 32; i++) {
      ranked.done();
    }

    assertEquals("00010001000100020001000100010002", String.join("", started));
  }

  @Test
  void waitingTasksOfOtherLinesTakeNoPlaceOfPreferredLines() {
    FairQueue small = new FairQueue(1, 1, 2);
    small.take("running", () -> {});
    assertTrue(small.take("a", () -> {}));
    assertTrue(small.take("b", () -> {}));
    assertFalse(small.take("c", () -> {}));

    assertTrue(small.takePreferred("c", () -> {}));
  }

  /** Adds this many tasks to the line. */
  private void take(String line, int count) {
    for (int i = 0; i < count; i++) {
      String name = line + i;
      queue.take(line, () -> started.add(name));
    }
  }
}
