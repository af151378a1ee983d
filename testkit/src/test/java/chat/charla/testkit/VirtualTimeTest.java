package chat.charla.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import chat.charla.testkit.VirtualTime.SerialExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {
  private final List<String> ran = new ArrayList<>();

  @Test
  void tasksRunWhenTheyAreDue() {
    VirtualTime time = new VirtualTime();
    SerialExecutor executor = new SerialExecutor(time);
    executor.later(Duration.ofSeconds(2), () -> ran.add("later"));
    executor.later(Duration.ofSeconds(1), () -> ran.add("sooner"));
    executor.execute(() -> ran.add("now"));

    time.advance(Duration.ofMillis(1500));

    assertEquals(List.of("now", "sooner"), ran);
    assertEquals(Duration.ofMillis(1500).toNanos(), executor.nanoTime());
    time.runUntilIdle();
    assertEquals(List.of("now", "sooner", "later"), ran);
    assertEquals(Duration.ofSeconds(2).toNanos(), time.nanoTime());
    assertEquals(0, time.waiting());
  }

  @Test
  void aTaskSubmittedByATaskRunsInTheSameAdvance() {
    VirtualTime time = new VirtualTime();
    SerialExecutor executor = new SerialExecutor(time);
    executor.later(
        Duration.ofSeconds(1),
        () -> executor.later(Duration.ofSeconds(1), () -> ran.add("second")));

    time.advance(Duration.ofSeconds(2));

    assertEquals(List.of("second"), ran);
  }

  @Test
  void afterAStallTasksRunLate() {
    VirtualTime time = new VirtualTime();
    SerialExecutor executor = new SerialExecutor(time);
    executor.later(Duration.ofSeconds(2), () -> ran.add("later at " + time.nanoTime()));
    executor.later(Duration.ofSeconds(1), () -> ran.add("sooner at " + time.nanoTime()));

    time.stall(Duration.ofSeconds(3));
    assertEquals(List.of(), ran);
    time.run();

    assertEquals(List.of("sooner at 3000000000", "later at 3000000000"), ran);
  }

  @Test
  void aTaskThatStallsDoesNotSetTimeBack() {
    VirtualTime time = new VirtualTime();
    new SerialExecutor(time).execute(() -> time.stall(Duration.ofSeconds(3)));

    time.advance(Duration.ofSeconds(2));

    assertEquals(Duration.ofSeconds(3).toNanos(), time.nanoTime());
  }

  @Test
  void aCancelledTaskDoesNotRun() {
    VirtualTime time = new VirtualTime();
    Runnable cancellation =
        new SerialExecutor(time).later(Duration.ofSeconds(1), () -> ran.add("cancelled"));

    cancellation.run();
    cancellation.run();

    assertFalse(time.runNext());
    assertEquals(List.of(), ran);
  }

  @Test
  void aKilledExecutorRunsNothingMore() {
    VirtualTime time = new VirtualTime();
    SerialExecutor killed = new SerialExecutor(time);
    SerialExecutor other = new SerialExecutor(time);
    killed.execute(() -> ran.add("before"));
    other.execute(() -> ran.add("other"));

    killed.kill();
    killed.execute(() -> ran.add("after"));

    time.runUntilIdle();
    assertEquals(List.of("other"), ran);
  }

  @Test
  void withoutARandomOrderTasksRunInTheOrderOfSubmission() {
    VirtualTime time = new VirtualTime();
    SerialExecutor first = new SerialExecutor(time);
    SerialExecutor second = new SerialExecutor(time);
    for (int i = 0; i < 3; i++) {
      String number = Integer.toString(i);
      second.execute(() -> ran.add("second" + number));
      first.execute(() -> ran.add("first" + number));
    }

    time.runUntilIdle();

    assertEquals(List.of("second0", "first0", "second1", "first1", "second2", "first2"), ran);
  }

  @Test
  void aRandomOrderMixesExecutorsButKeepsTheOrderOfEach() {
    assertEquals(mixed(1), mixed(1), "the same seed gives the same order");
    assertNotEquals(mixed(1), mixed(2));
    for (String name : List.of("a", "b")) {
      List<String> own = mixed(1).stream().filter(task -> task.startsWith(name)).toList();
      assertEquals(own.stream().sorted().toList(), own);
    }
  }

  private static List<String> mixed(long seed) {
    VirtualTime time = new VirtualTime(new Random(seed));
    List<String> ran = new ArrayList<>();
    for (String name : List.of("a", "b")) {
      SerialExecutor executor = new SerialExecutor(time);
      for (char i = 'a'; i <= 'z'; i++) {
        String task = name + i;
        executor.execute(() -> ran.add(task));
      }
    }
    time.runUntilIdle();
    return ran;
  }
}
