package chat.charla.server.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private final Turns turns = new Turns(2);
  private final List<Integer> begun = new ArrayList<>();

  @Test
  void theOthersWaitInTheirOrder() {
    for (int i = 0; i < 5; i++) {
      int number = i;
      turns.take(() -> begun.add(number));
    }
    assertEquals(List.of(0, 1), begun);
    turns.done();
    assertEquals(List.of(0, 1, 2), begun);
    turns.done();
    turns.done();
    assertEquals(List.of(0, 1, 2, 3, 4), begun);
    turns.done();
    turns.done();
    turns.take(() -> begun.add(5));
    assertEquals(List.of(0, 1, 2, 3, 4, 5), begun);
  }
}
