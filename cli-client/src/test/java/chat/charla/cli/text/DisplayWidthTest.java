package chat.charla.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.jline.utils.WCWidth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisplayWidthTest {
  @ParameterizedTest
  @CsvSource({
    "0, ''",
    "3, ana",
    "5, ñandú",
    "5, n\u0303andu\u0301",
    "4, 你好",
    "6, ｶﾞ안녕",
    "2, \u1112\u1161\u11ab",
    "4, שלום",
    "2, น้ำ",
    "2, 👩",
    "2, 👩\u200d👩\u200d👧\u200d👦",
    "2, 👍🏽",
    "2, 🏽",
    "1, ❤",
    "2, ❤\ufe0f",
    "2, 🇨🇱",
    "5, 🇨🇱🇪🇸!",
    "2, 1\ufe0f\u20e3",
    "2, 🏴\udb40\udc67\udb40\udc62\udb40\udc77\udb40\udc6c\udb40\udc73\udb40\udc7f",
    "2, \ud83e\udee8",
    "2, ◌\u0301\ufffd"
  })
  void columnsOfRealText(int columns, String text) {
    assertEquals(columns, DisplayWidth.of(text));
  }

  @Test
  void textThatFitsIsNotTruncated() {
    assertEquals("ana", DisplayWidth.truncate("ana", 3));
    assertEquals("", DisplayWidth.truncate("", 0));
    assertEquals("你好", DisplayWidth.truncate("你好", 4));
  }

  @Test
  void truncatedTextEndsWithAnEllipsisAndFits() {
    assertEquals("an…", DisplayWidth.truncate("anabel", 3));
    assertEquals("…", DisplayWidth.truncate("ana", 1));
    assertEquals("", DisplayWidth.truncate("ana", 0));
    assertEquals("你…", DisplayWidth.truncate("你好吗", 4));
    assertEquals("你…", DisplayWidth.truncate("你好吗", 3));
    assertThrows(IllegalArgumentException.class, () -> DisplayWidth.truncate("ana", -1));
  }

  @Test
  void truncationSplitsNoGrapheme() {
    String family = "👩\u200d👩\u200d👧";
    assertEquals("a" + family + "…", DisplayWidth.truncate("a" + family + family, 4));
    assertEquals("a…", DisplayWidth.truncate("a" + family + family, 3));
    assertEquals("e\u0301…", DisplayWidth.truncate("e\u0301e\u0301e\u0301", 2));
    assertEquals("🇨🇱…", DisplayWidth.truncate("🇨🇱🇪🇸", 3));
  }

  @Test
  void paddedTextsAreAligned() {
    assertEquals("ana  ", DisplayWidth.padEnd("ana", 5));
    assertEquals("你好 ", DisplayWidth.padEnd("你好", 5));
    assertEquals("anabel", DisplayWidth.padEnd("anabel", 5));
  }

  /**
   * JLine also follows Unicode, in places an older version, and measures single code points: so it
   * counts skin tones and halves of flags differently, and lacks rare parts of Hangul.
   */
  @Test
  void agreesWithTheWidthsOfJLine() {
    int[] comparable =
        IntStream.rangeClosed(' ', Character.MAX_CODE_POINT)
            .filter(Character::isDefined)
            .filter(codePoint -> !CodePoints.needsEscape(codePoint))
            .filter(codePoint -> !CodePoints.isRegionalIndicator(codePoint))
            .filter(codePoint -> !CodePoints.isSkinTone(codePoint))
            .filter(codePoint -> codePoint < 0xD7B0 || codePoint > 0xD7FB)
            .toArray();
    List<String> different =
        IntStream.of(comparable)
            .filter(
                codePoint ->
                    DisplayWidth.of(Character.toString(codePoint)) != WCWidth.wcwidth(codePoint))
            .mapToObj(Integer::toHexString)
            .toList();
    assertTrue(different.size() < comparable.length / 10_000, different.toString());
  }
}
