package chat.charla.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
    "2, \u1112\u1161\u11ab",
    "4, שלום",
    "2, 👩",
    "2, 👩\u200d👩\u200d👧\u200d👦",
    "2, 👍🏽",
    "1, ❤",
    "2, ❤\ufe0f",
    "2, 🇨🇱",
    "5, 🇨🇱🇪🇸!",
    "2, 1\ufe0f\u20e3",
    "2, 🏴\udb40\udc67\udb40\udc62\udb40\udc77\udb40\udc6c\udb40\udc73\udb40\udc7f",
    "2, \ud83e\udee8",
    "2, ◌\u0301\ufffd"
  })
  void realTextHasTheColumnsThatTerminalsUse(int columns, String text) {
    assertEquals(columns, DisplayWidth.of(text));
  }

  /**
   * Terminals add the widths of all code points. JLine takes the width of a grapheme's first code
   * point only, and the JDK decides which code points form a grapheme. According to JLine on Java
   * 25, these texts would have 5, 1, 2 and 2 columns.
   */
  @ParameterizedTest
  @CsvSource({"6, ｶﾞ안녕", "2, น้ำ", "5, हिन्दी", "5, বাংলা"})
  void marksThatTerminalsPlaceInCellsOfTheirOwnAreCounted(int columns, String text) {
    assertEquals(columns, DisplayWidth.of(text));
  }

  /**
   * Terminals draw a skin tone alone as a coloured square of two columns. JLine counts a skin tone
   * as a mark, with no column.
   */
  @Test
  void skinToneAloneHasTwoColumns() {
    assertEquals(2, DisplayWidth.of("🏽"));
  }

  /** Half a flag is shown as a letter, in one column. JLine counts two columns. */
  @Test
  void halfAFlagHasOneColumn() {
    assertEquals(1, DisplayWidth.of("🇨"));
    assertEquals(3, DisplayWidth.of("🇨🇱🇪"));
  }

  /**
   * Terminals also stack the vowels of old Hangul on the first letter. JLine counts three columns.
   */
  @Test
  void vowelOfOldHangulHasNoColumn() {
    assertEquals(2, DisplayWidth.of("\u1112\ud7b0"));
  }

  @Test
  void paddedTextsAreAligned() {
    assertEquals("ana  ", DisplayWidth.padEnd("ana", 5));
    assertEquals("你好 ", DisplayWidth.padEnd("你好", 5));
    assertEquals("anabel", DisplayWidth.padEnd("anabel", 5));
  }
}
