package chat.charla.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ExponentTest {

  @Test
  void exponentsOfPowersAreFound() {
    assertEquals(1, exponent(10, 30, 200, 600, 1000, 3000), 1e-9);
    assertEquals(0, exponent(10, 7, 200, 7, 1000, 7), 1e-9);
    assertEquals(0.5, exponent(4, 2, 100, 10, 10_000, 100), 1e-9);
    assertEquals(2, exponent(3, 9, 7, 49), 1e-9);
  }

  @Test
  void pointsWithTheSameXAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> exponent(5, 1, 5, 2));
  }

  private static double exponent(double... xy) {
    List<Exponent.Point> points = new ArrayList<>();
    for (int i = 0; i < xy.length; i += 2) {
      points.add(new Exponent.Point(xy[i], xy[i + 1]));
    }
    return Exponent.fit("y", "x", points).value();
  }
}
