package chat.charla.kit.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LineTest {
  @Test
  void aLineIsAnObjectWithKeysThatMayBeAbsent() {
    Line line = Line.parse("{\"type\":\"sent\",\"id\":\"m1\",\"sequence\":7,\"more\":[1]}");

    assertTrue(line.is("sent", "m1"));
    assertFalse(line.is("sent", "m2"));
    assertEquals(7, line.number("sequence"));
    assertEquals(-1, line.number("first"));
    assertEquals("", line.text("room"));
  }

  @Test
  void aLineThatIsNotAJsonObjectIsMalformed() {
    assertEquals(Line.MALFORMED, Line.parse("hello").type());
    assertEquals(Line.MALFORMED, Line.parse("[1]").type());
    assertEquals(Line.MALFORMED, Line.parse("").type());
  }
}
