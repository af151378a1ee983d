package chat.charla.server.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FairQueueTest {
  private static final int LONGEST_LINE = 50_000;

  private final FairQueue queue = new FairQueue(2, LONGEST_LINE);
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

  /** Adds this many tasks to the line. */
  private void take(String line, int count) {
    for (int i = 0; i < count; i++) {
      String name = line + i;
      queue.take(line, () -> started.add(name));
    }
  }
}
