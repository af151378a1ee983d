package chat.charla.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class EditDistanceTest {
  @Test
  void distanceCountsEdits() {
    assertEquals(0, EditDistance.between("msg", "msg"));
    assertEquals(1, EditDistance.between("mgs", "msg"));
    assertEquals(1, EditDistance.between("ms", "msg"));
    assertEquals(1, EditDistance.between("mssg", "msg"));
    assertEquals(3, EditDistance.between("", "msg"));
  }
}
