package chat.charla.server.scheduling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SimulatedTimeTest {
  private final List<String> ran = new ArrayList<>();

  @Test
  void tasksRunWhenTheyAreDue() {
    SimulatedTime time = new SimulatedTime();
    Scheduler scheduler = time.newScheduler();
    scheduler.schedule(Duration.ofSeconds(2), () -> ran.add("later"));
    scheduler.schedule(Duration.ofSeconds(1), () -> ran.add("sooner"));
    scheduler.execute(() -> ran.add("now"));

    time.advance(Duration.ofMillis(1500));

    assertEquals(List.of("now", "sooner"), ran);
    assertEquals(Duration.ofMillis(1500).toNanos(), scheduler.nanoTime());
    time.runUntilIdle();
    assertEquals(List.of("now", "sooner", "later"), ran);
    assertEquals(Duration.ofSeconds(2).toNanos(), time.nanoTime());
    assertTrue(time.isIdle());
  }

  @Test
  void aTaskSubmittedByATaskRunsInTheSameAdvance() {
    SimulatedTime time = new SimulatedTime();
    Scheduler scheduler = time.newScheduler();
    scheduler.schedule(
        Duration.ofSeconds(1),
        () -> scheduler.schedule(Duration.ofSeconds(1), () -> ran.add("second")));

    time.advance(Duration.ofSeconds(2));

    assertEquals(List.of("second"), ran);
  }

  @Test
  void aCancelledTaskDoesNotRun() {
    SimulatedTime time = new SimulatedTime();
    Scheduler.Cancellable timer =
        time.newScheduler().schedule(Duration.ofSeconds(1), () -> ran.add("cancelled"));

    timer.cancel();
    timer.cancel();

    assertFalse(time.runNext());
    assertEquals(List.of(), ran);
  }

  @Test
  void aKilledSchedulerRunsNothingMore() {
    SimulatedTime time = new SimulatedTime();
    Scheduler killed = time.newScheduler();
    Scheduler other = time.newScheduler();
    killed.execute(() -> ran.add("before"));
    other.execute(() -> ran.add("other"));

    time.kill(killed);
    killed.execute(() -> ran.add("after"));

    time.runUntilIdle();
    assertEquals(List.of("other"), ran);
  }

  @Test
  void withoutARandomOrderTasksRunInTheOrderOfSubmission() {
    SimulatedTime time = new SimulatedTime();
    Scheduler first = time.newScheduler();
    Scheduler second = time.newScheduler();
    for (int i = 0; i < 3; i++) {
      String number = Integer.toString(i);
      second.execute(() -> ran.add("second" + number));
      first.execute(() -> ran.add("first" + number));
    }

    time.runUntilIdle();

    assertEquals(List.of("second0", "first0", "second1", "first1", "second2", "first2"), ran);
  }

  @Test
  void aRandomOrderMixesSchedulersButKeepsTheOrderOfEach() {
    assertEquals(mixed(1), mixed(1), "the same seed gives the same order");
    assertNotEquals(mixed(1), mixed(2));
    for (String name : List.of("a", "b")) {
      List<String> own = mixed(1).stream().filter(task -> task.startsWith(name)).toList();
      assertEquals(own.stream().sorted().toList(), own);
    }
  }

  private static List<String> mixed(long seed) {
    SimulatedTime time = new SimulatedTime(new Random(seed));
    List<String> ran = new ArrayList<>();
    for (String name : List.of("a", "b")) {
      Scheduler scheduler = time.newScheduler();
      for (char i = 'a'; i <= 'z'; i++) {
        String task = name + i;
        scheduler.execute(() -> ran.add(task));
      }
    }
    time.runUntilIdle();
    return ran;
  }
}
