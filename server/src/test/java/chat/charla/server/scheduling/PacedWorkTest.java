package chat.charla.server.scheduling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PacedWorkTest {
  private final List<Integer> begun = new ArrayList<>();
  private final List<Runnable> inProgress = new ArrayList<>();
  private final PacedWork<Integer> work =
      new PacedWork<>(
          3,
          (item, done) -> {
            begun.add(item);
            inProgress.add(done);
          });

  @Test
  void onlySomeItemsAreInProgressAndTheOthersFollowInOrder() {
    IntStream.range(0, 6).forEach(work::add);
    assertEquals(List.of(0, 1, 2), begun);

    inProgress.get(1).run();
    assertEquals(List.of(0, 1, 2, 3), begun);
    inProgress.get(0).run();
    inProgress.get(3).run();
    assertEquals(List.of(0, 1, 2, 3, 4, 5), begun);
    assertFalse(work.isIdle());

    inProgress.get(2).run();
    inProgress.get(4).run();
    inProgress.get(5).run();
    assertTrue(work.isIdle());
  }

  @Test
  void itemsThatAreDoneAtOnceNeedNoDeepStack() {
    PacedWork<Integer> quick =
        new PacedWork<>(
            3,
            (item, done) -> {
              begun.add(item);
              if (item == 0) {
                inProgress.add(done);
              } else {
                done.run();
              }
            });
    IntStream.range(0, 3).forEach(i -> quick.add(0));
    IntStream.rangeClosed(1, 1_000_000).forEach(quick::add);
    assertEquals(3, begun.size());

    inProgress.get(0).run();

    assertEquals(1_000_003, begun.size());
  }
}
