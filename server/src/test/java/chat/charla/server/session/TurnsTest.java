package chat.charla.server.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private static final int LONGEST_LINE = 50_000;

  private final Turns turns = new Turns(2, LONGEST_LINE);
  private final List<String> started = new ArrayList<>();

  @Test
  void tasksWaitInTheOrderOfArrival() {
    take("a", 5);
    assertEquals(List.of("a0", "a1"), started);
    turns.done();
    assertEquals(List.of("a0", "a1", "a2"), started);
    turns.done();
    turns.done();
    assertEquals(List.of("a0", "a1", "a2", "a3", "a4"), started);
    turns.done();
    turns.done();
    take("b", 1);
    assertEquals(List.of("a0", "a1", "a2", "a3", "a4", "b0"), started);
  }

  @Test
  void aLongLineDelaysEachOtherLineByOneTask() {
    take("flooder", 10_000);
    take("a", 2);
    take("b", 1);

    for (int i = 0; i < 5; i++) {
      turns.done();
    }

    assertEquals(
        List.of("flooder0", "flooder1", "flooder2", "a0", "b0", "flooder3", "a1"), started);
  }

  @Test
  void tasksThatEndAtOnceDoNotCauseAStackOverflow() {
    take("a", 2);
    int[] ended = {0};
    for (int i = 0; i < LONGEST_LINE; i++) {
      turns.take(
          "a",
          () -> {
            ended[0]++;
            turns.done();
          });
    }

    turns.done();

    assertEquals(LONGEST_LINE, ended[0]);
    take("b", 1);
    assertEquals(List.of("a0", "a1", "b0"), started);
  }

  @Test
  void aFullLineRefusesTasksAndOtherLinesAcceptThem() {
    take("a", 2 + LONGEST_LINE);

    assertFalse(turns.take("a", () -> started.add("a")));
    assertTrue(turns.take("b", () -> started.add("b")));

    turns.done();
    assertTrue(turns.take("a", () -> started.add("a")));
  }

  @Test
  void aTaskThatThrowsDoesNotPreventOthersFromStarting() {
    take("a", 2);
    turns.take(
        "a",
        () -> {
          turns.done();
          throw new StackOverflowError();
        });
    take("b", 1);

    assertThrows(StackOverflowError.class, turns::done);

    assertEquals(List.of("a0", "a1", "b0"), started);
  }

  private void take(String line, int count) {
    for (int i = 0; i < count; i++) {
      String name = line + i;
      turns.take(line, () -> started.add(name));
    }
  }
}
