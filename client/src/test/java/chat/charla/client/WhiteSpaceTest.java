package chat.charla.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WhiteSpaceTest {
  /** All code points that PropList.txt of Unicode 17.0 gives the property White_Space. */
  private static final String ALL =
      "\t\n\u000b\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"
          + "\u2009\u200a\u2028\u2029\u202f\u205f\u3000";

  @Test
  void matchesUnicode() {
    String found =
        IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
            .filter(WhiteSpace::contains)
            .mapToObj(Character::toString)
            .collect(Collectors.joining());

    assertEquals(ALL, found);
  }

  @Test
  void aTextOfWhiteSpaceIsBlank() {
    assertTrue(WhiteSpace.isBlank(ALL));
    assertTrue(WhiteSpace.isBlank(""));
    for (String text : new String[] {"\u001c", "\u001f", "\u200b", "\ufeff", "\u180e", "😀"}) {
      assertFalse(WhiteSpace.isBlank(text));
      assertFalse(WhiteSpace.isBlank(ALL + text + ALL));
    }
  }

  @Test
  void onlyWhiteSpaceIsStripped() {
    String text = "\u001c😀" + ALL + "😀\u001f";

    assertEquals(text, WhiteSpace.strip(ALL + text + ALL));
    assertEquals(text + ALL, WhiteSpace.stripLeading(ALL + text + ALL));
    assertEquals(ALL + text, WhiteSpace.stripTrailing(ALL + text + ALL));
    assertEquals("", WhiteSpace.strip(ALL));
    assertEquals("", WhiteSpace.strip(""));
  }
}
