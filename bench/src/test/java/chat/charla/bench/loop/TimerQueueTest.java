package chat.charla.bench.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TimerQueueTest {
  private final List<String> ran = new ArrayList<>();
  private final TimerQueue timers = new TimerQueue();

  @Test
  void runsWhatIsDueInTheOrderOfTime() {
    timers.add(20, () -> ran.add("20"));
    timers.add(10, () -> ran.add("10"));
    timers.add(30, () -> ran.add("30"));
    assertEquals(10, timers.run(9, 100));
    assertEquals(List.of(), ran);
    assertEquals(30, timers.run(20, 100));
    assertEquals(List.of("10", "20"), ran);
    assertEquals(25, timers.run(20, 25));
    assertEquals(100, timers.run(50, 100));
    assertEquals(List.of("10", "20", "30"), ran);
  }

  @Test
  void aTaskMayAddTasks() {
    timers.add(1, () -> timers.add(1, () -> timers.add(2, () -> ran.add("2"))));
    assertEquals(2, timers.run(1, 100));
    timers.run(2, 100);
    assertEquals(List.of("2"), ran);
  }

  @Test
  void timesMayOverflowLikeThoseOfTheSystemClock() {
    timers.add(Long.MAX_VALUE, () -> ran.add("before"));
    timers.add(Long.MIN_VALUE, () -> ran.add("after"));
    assertEquals(Long.MIN_VALUE, timers.run(Long.MAX_VALUE, Long.MIN_VALUE + 5));
    assertEquals(List.of("before"), ran);
  }
}
