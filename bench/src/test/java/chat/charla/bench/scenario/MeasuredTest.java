package chat.charla.bench.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class MeasuredTest {
  @Test
  void whatAnotherLoadUsesInTheSameTimeIsSubtracted() {
    Measured both = new Measured(10, 1000, 6, 900, 90, 300);
    Measured other = new Measured(1, 50, 2, 100, 10, 20);

    assertEquals(new Measured(10, 1000, 6, 600, 60, 240), both.without(other));
  }

  @Test
  void noFigureIsNegative() {
    Measured both = new Measured(10, 1000, 6, 200, 1, 30);
    Measured other = new Measured(1, 50, 2, 100, 10, 20);

    assertEquals(new Measured(10, 1000, 6, 0, 0, 0), both.without(other));
  }
}
