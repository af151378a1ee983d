package chat.charla.bench.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import chat.charla.bench.BenchFailure;
import org.junit.jupiter.api.Test;

final class TallyTest {
  private int complete;
  private final Tally tally = new Tally("room", 2, 4, () -> complete++);

  @Test
  void aTextIsCompleteWhenAllClientsHaveIt() {
    tally.send();
    tally.send();
    tally.delivered(0, 0);
    tally.delivered(0, 1);
    assertEquals(0, complete);
    tally.delivered(1, 0);
    assertEquals(1, complete);
    assertEquals(1, tally.inFlight());
    tally.delivered(1, 1);
    assertEquals(2, complete);
    assertEquals(4, tally.deliveries());
    assertEquals(0, tally.inFlight());
  }

  @Test
  void aMissingTextIsNoticed() {
    tally.send();
    tally.send();
    assertThrows(BenchFailure.class, () -> tally.delivered(0, 1));
  }

  @Test
  void aRepeatedTextIsNoticed() {
    tally.send();
    tally.delivered(0, 0);
    assertThrows(BenchFailure.class, () -> tally.delivered(0, 0));
  }

  @Test
  void aTextThatWasNotSentIsNoticed() {
    assertThrows(BenchFailure.class, () -> tally.delivered(0, 0));
  }

  @Test
  void noMoreTextsAreInFlightThanTheTallyCanCount() {
    for (int i = 0; i < 4; i++) {
      assertEquals(i, tally.send());
    }
    assertThrows(BenchFailure.class, tally::send);
  }
}
