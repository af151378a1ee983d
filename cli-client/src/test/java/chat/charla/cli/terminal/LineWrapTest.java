package chat.charla.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.terminal.LineWrap.Part;
import chat.charla.testkit.Seeds;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineWrapTest {
  private static final TerminalStyles STYLES = new TerminalStyles(true, true);

  @Test
  void fittingLineIsUnchanged() {
    assertEquals(List.of("14:03 <ana> hola"), rows(20, "14:03 <ana> hola"));
    assertEquals(List.of(""), rows(20, ""));
    assertEquals(List.of("a", "", "b"), rows(20, "a\n\nb"));
  }

  @Test
  void lineIsBrokenAtABlankAndContinuesAfterAGutter() {
    assertEquals(
        List.of("14:03 <ana> hola a", "  | todos los que", "  | están"),
        rows(20, "14:03 <ana> hola a todos los que están"));
  }

  @Test
  void longWordIsSplit() {
    assertEquals(
        List.of("https://charla.chat", "  | /una/ruta/muy/l", "  | arga"),
        rows(20, "https://charla.chat/una/ruta/muy/larga"));
  }

  @Test
  void lineIsLeftWholeIfNoContinuationLooksLikeALineOfTheProgram() {
    String address = "14:03 <ana> https://charla.chat/una/ruta/muy/larga?a=1&b=2";
    assertEquals(List.of(new Part(new AttributedString(address), true)), parts(20, address));
    for (String forged : List.of("14:04 <luis> me voy", "<luis> me voy", "* luis", "-- luis")) {
      String line = "14:03 <eve> aaaaaaaa";
      assertFalse(parts(20, line + forged).get(0).whole(), forged);
      assertFalse(parts(20, line + " ".repeat(15) + forged).get(0).whole(), forged);
    }
    assertEquals(
        false, parts(20, address + "👋").get(0).whole(), "the terminal's width is unknown");
    assertFalse(parts(20, "corta").get(0).whole());
    assertFalse(parts(20, "14:03 -- Conectado de nuevo").get(0).whole(), "about the program");
  }

  /** At any width, every row after the first row has a gutter or a harmless beginning. */
  @Test
  void forgedLineNeverBeginsARow() {
    String forged = "14:03 <eve> a" + " 14:04 <luis> me voy".repeat(20);
    for (int columns = 12; columns < 80; columns++) {
      List<Part> parts = parts(columns, forged);
      if (parts.get(0).whole()) {
        for (int start = columns; start < forged.length(); start += columns) {
          String row = forged.substring(start).stripLeading();
          assertTrue(!row.startsWith("14:04") && !row.startsWith("<luis>"), row);
        }
      }
    }
  }

  /**
   * Without the gutter, the terminal would show the last words in the first column, where they look
   * like a message of Luis.
   */
  @Test
  void blanksCannotPushAnImitatedLineToTheFirstColumn() {
    String forged = "14:03 <luis> me voy";
    for (int columns = 12; columns < 80; columns++) {
      for (int blanks = 0; blanks < 2 * columns; blanks++) {
        List<String> rows = rows(columns, "14:03 <eve> " + " ".repeat(blanks) + forged);
        for (String row : rows.subList(1, rows.size())) {
          assertTrue(row.startsWith(LineWrap.GUTTER), row);
        }
      }
    }
  }

  @Test
  void wideCharactersAndClustersAreNotSplit() {
    assertEquals(List.of("你好你好你", "  | 好你好"), rows(12, "你好你好你好你好"));
    String family = "👨\u200D👩\u200D👧";
    assertEquals(List.of("abcd " + family, "  | " + family), rows(12, "abcd " + family + family));
    assertEquals(List.of("aaaaaaaaaae\u0301", "  | e\u0301"), rows(12, "aaaaaaaaaae\u0301e\u0301"));
  }

  @Test
  void tabsAreBlanks() {
    assertEquals(List.of("a       b", "12345678        c"), rows(40, "a\tb\n12345678\tc"));
  }

  @Test
  void withoutAKnownWidthNoLineIsBroken() {
    assertEquals(List.of("x".repeat(500)), rows(0, "x".repeat(500)));
  }

  @ParameterizedTest
  @Tag("seeds")
  @ValueSource(ints = {1, 2, 3, 12, 13, 20, 80})
  void anyTextIsCompleteAndFits(int columns) {
    Seeds.forEach(LineWrapTest.class, 10, seed -> requireWholeAndFitting(columns, seed));
  }

  private static void requireWholeAndFitting(int columns, long seed) {
    Random random = new Random(seed);
    int fewest = Math.max(columns, 12);
    for (int round = 0; round < 30; round++) {
      String text = anything(random);
      List<String> rows = rows(columns, text);
      String all =
          rows.get(0)
              + rows.stream().skip(1).map(row -> row.substring(4)).reduce("", String::concat);
      assertEquals(withoutBlanks(text), withoutBlanks(all));
      for (String row : rows) {
        // Only a single cluster may be wider than a row.
        assertTrue(
            Cells.width(row, 0, row.length()) < fewest
                || Cells.clusterLength(row, Math.min(4, row.length() - 1)) > 2,
            row);
      }
    }
  }

  private static String anything(Random random) {
    int[] some = {' ', 'a', 'ñ', 0x4F60, 0x1F44B, 0x200D, 0x0301, 0xFE0F, 0x1F1E8, 0xFFFD};
    return random
        .ints(random.nextInt(200), 0, some.length)
        .map(index -> some[index])
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static String withoutBlanks(String text) {
    return text.replace(" ", "");
  }

  private static List<Part> parts(int columns, String text) {
    return new LineWrap(columns, STYLES).parts(new AttributedString(text));
  }

  private static List<String> rows(int columns, String text) {
    Stream<AttributedString> rows =
        new LineWrap(columns, STYLES).rows(new AttributedString(text)).stream();
    return rows.map(AttributedString::toString).toList();
  }
}
