package chat.charla.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.testkit.Seeds;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jline.utils.ScreenTerminal;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Sanitized text has the promised properties for any input. Patterns and a terminal emulator check
 * the properties, independently of the sanitizer's code. A failure names its seed; {@code
 * -Dcharla.seed=SEED} runs that seed again.
 */
@Tag("seeds")
@Tag("fault:fuzz-sanitiser")
class SanitizerFuzzTest {
  private static final int COUNT = 20_000;
  private static final int SCREENS = 2_000;

  /**
   * The code points that sanitized text never contains: control characters except line feed and
   * tab, unpaired surrogates, U+2028 and U+2029, and noncharacters (this pattern has only those of
   * planes 0, 1 and 16).
   */
  private static final Pattern FORBIDDEN =
      Pattern.compile(
          "[\\p{Cc}&&[^\\n\\t]]|\\p{Cs}|\\p{Zl}|\\p{Zp}|[\\uFDD0-\\uFDEF\\uFFFE\\uFFFF]"
              + "|[\\x{1FFFE}\\x{1FFFF}\\x{10FFFE}\\x{10FFFF}]");

  /** Default_Ignorable_Code_Point of Unicode 17, and invisible format characters. */
  private static final String INVISIBLE =
      "[\\u00AD\\u034F\\u061C\\u115F\\u1160\\u17B4\\u17B5\\u180B-\\u180F\\u200B-\\u200F\\u202A-\\u202E"
          + "\\u2060-\\u206F\\u3164\\uFE00-\\uFE0F\\uFEFF\\uFFA0\\uFFF0-\\uFFFB\\x{13430}-\\x{1343F}"
          + "\\x{1BCA0}-\\x{1BCA3}\\x{1D173}-\\x{1D17A}\\x{E0000}-\\x{E0FFF}]";

  private static final Pattern ANY_INVISIBLE = Pattern.compile(INVISIBLE);

  private static final Pattern FLAG_WITH_TAGS =
      Pattern.compile("\\x{1F3F4}[\\x{E0030}-\\x{E0039}\\x{E0061}-\\x{E007A}]{3,6}\\x{E007F}");

  /** A mark at the beginning of a line or after a tab. */
  private static final Pattern DANGLING =
      Pattern.compile(
          "(?:^|[\\n\\t])[\\p{M}\\x{1F3FB}-\\x{1F3FF}\\u1160-\\u11FF\\uD7B0-\\uD7FB\\u0600-\\u0605\\u06DD]");

  private static final Pattern TOO_MANY_MARKS =
      Pattern.compile("[\\p{Mn}\\p{Me}\\x{1F3FB}-\\x{1F3FF}&&[^\\uFE00-\\uFE0F]]{9}");

  @Test
  void everyPromiseIsKeptForAnyText() {
    AtomicInteger dirty = new AtomicInteger();
    int run =
        Seeds.forEach(
            SanitizerFuzzTest.class,
            COUNT,
            seed -> {
              String text = new HostileText(seed).next();
              try {
                dirty.addAndGet(checkPromises(text));
              } catch (AssertionError | RuntimeException failure) {
                throw failed(text, failure);
              }
            });
    System.out.printf("fuzz: %d of %d texts were not clean%n", dirty.get(), run);
    assertTrue(run < 100 || dirty.get() > run / 2, "too few hostile texts to test anything");
  }

  @Test
  void terminalShowsTextInPlaceAndInterpretsNothing() {
    Seeds.forEach(
        SanitizerFuzzTest.class,
        SCREENS,
        seed -> {
          String text = new HostileText(seed).next();
          try {
            checkOnScreen(text);
          } catch (AssertionError | RuntimeException failure) {
            throw failed(text, failure);
          }
        });
  }

  @Test
  void unsanitizedTextIsDetected() {
    assertTrue(interprets("\u001b[3;1Hx"));
    assertTrue(interprets("\u001b[31mx"));
    assertTrue(interprets("x\rA"));
    assertTrue(interprets("x\n\ny"));
    assertTrue(interprets("\u001b[6n"));
    assertTrue(interprets("\b\bx"));
    assertFalse(interprets("x"));
  }

  static int checkPromises(String text) {
    String clean = Sanitizer.clean(text);
    assertFalse(FORBIDDEN.matcher(clean).find(), "a forbidden code point");
    checkInvisible(FLAG_WITH_TAGS.matcher(clean).replaceAll("").codePoints().toArray());
    assertFalse(DANGLING.matcher(clean).find(), "a mark has no base");
    assertFalse(
        TOO_MANY_MARKS.matcher(ANY_INVISIBLE.matcher(clean).replaceAll("")).find(),
        "too many marks on one character");
    assertEquals(clean, Sanitizer.clean(clean), "a second pass changes the text");
    assertTrue(clean.length() <= 2 * text.length(), "the text has become too long");
    assertEquals(content(text), content(clean), "something visible is lost");

    String line = Sanitizer.line(text);
    assertEquals(clean.replace('\n', ' ').replace('\t', ' '), line);
    assertEquals(line, Sanitizer.line(line), "a second pass changes the line");

    String field = Fields.escape(text);
    assertEquals(text, FieldsTest.unescape(field), "the field stands for another text");
    assertEquals(field, Sanitizer.line(field), "sanitizing changes the field");
    boolean wasClean = clean.equals(text);
    if (wasClean && text.chars().noneMatch(c -> c == '\\' || c == '\n' || c == '\t')) {
      assertEquals(text, field, "text that needs no escape is escaped");
    }
    text.codePoints()
        .filter(codePoint -> FORBIDDEN.matcher(Character.toString(codePoint)).matches())
        .forEach(codePoint -> assertTrue(CodePoints.needsEscape(codePoint)));
    return wasClean ? 0 : 1;
  }

  /** Checks that every invisible code point has an effect on its neighbours. */
  private static void checkInvisible(int[] text) {
    for (int i = 0; i < text.length; i++) {
      if (!isInvisible(text[i])) {
        continue;
      }
      assertTrue(i > 0, "an invisible code point at the beginning");
      int previous = text[i - 1];
      int next = i + 1 < text.length ? text[i + 1] : -1;
      boolean useful =
          switch (text[i]) {
            case 0x200C, 0x200D, 0x180E ->
                (canBeJoined(previous) || isMark(previous)) && canBeJoined(next);
            default ->
                isVariationSelector(text[i])
                    && !isInvisible(previous)
                    && !isMark(previous)
                    && (previous >= 0xA9 || next == 0x20E3);
          };
      assertTrue(useful, "a useless invisible code point at " + i);
    }
  }

  /** Whether a code point can be joined: below U+0600 only © and ®, above it all visible ones. */
  private static boolean canBeJoined(int codePoint) {
    if (codePoint < 0) {
      return false;
    }
    return isVariationSelector(codePoint)
        || codePoint == 0xA9
        || codePoint == 0xAE
        || (codePoint > 0x600 && !isInvisible(codePoint) && !Character.isSpaceChar(codePoint));
  }

  private static boolean isVariationSelector(int codePoint) {
    return Character.toString(codePoint)
        .matches("[\\uFE00-\\uFE0F\\u180B-\\u180D\\u180F\\x{E0100}-\\x{E01EF}]");
  }

  private static boolean isInvisible(int codePoint) {
    return ANY_INVISIBLE.matcher(Character.toString(codePoint)).matches();
  }

  private static boolean isMark(int codePoint) {
    return Character.toString(codePoint).matches("\\p{M}");
  }

  /** The content that sanitizing must keep: letters, digits, printable ASCII. */
  private static String content(String text) {
    return text.codePoints()
        .filter(
            codePoint ->
                (codePoint >= ' ' && codePoint <= '~') || Character.isLetterOrDigit(codePoint))
        .filter(codePoint -> !(codePoint >= 0x1160 && codePoint <= 0x11FF) && codePoint != 0x115F)
        .filter(codePoint -> !(codePoint >= 0xD7B0 && codePoint <= 0xD7FB))
        .filter(codePoint -> codePoint != 0x3164 && codePoint != 0xFFA0)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static void checkOnScreen(String text) {
    String line = Sanitizer.line(text);
    boolean fits = 2 * line.length() + 20 < Screen.COLUMNS;
    // A line that does not fit wraps to the next row, which is correct but not tested here.
    if (fits && line.codePoints().noneMatch(SanitizerFuzzTest::isMistakenForControl)) {
      assertFalse(interprets(line), "the terminal interpreted the text");
    }
  }

  /**
   * The emulator of JLine 4.5 mistakes U+10085 for U+0085. The same happens in every other plane.
   */
  private static boolean isMistakenForControl(int codePoint) {
    return codePoint > 0xFFFF && Character.isISOControl(codePoint & 0xFFFF);
  }

  /** Whether a terminal interprets this text, instead of only showing it at the cursor. */
  private static boolean interprets(String text) {
    Screen screen = new Screen();
    String before = "<ana> ";
    screen.show(before + text + "|");
    return !screen.isUntouchedElsewhere()
        || !screen.row().startsWith(before)
        || !screen.row().endsWith("|")
        || !screen.answers().isEmpty();
  }

  private static AssertionError failed(String text, Throwable failure) {
    StringBuilder units = new StringBuilder();
    text.codePoints().forEach(codePoint -> units.append(String.format("%04X ", codePoint)));
    return new AssertionError(failure.getMessage() + ": " + units, failure);
  }

  /** A terminal with all rows full except one. */
  private static final class Screen {
    static final int COLUMNS = 200;
    private static final int ROWS = 5;
    private static final int ROW = 2;

    private final ScreenTerminal terminal = new ScreenTerminal(COLUMNS, ROWS);

    void show(String text) {
      for (int row = 0; row < ROWS; row++) {
        if (row != ROW) {
          terminal.write("\u001b[" + (row + 1) + ";1H" + "#".repeat(COLUMNS - 1));
        }
      }
      terminal.write("\u001b[" + (ROW + 1) + ";1H");
      terminal.write(text);
    }

    String answers() {
      return terminal.read();
    }

    String row() {
      return IntStream.range(0, COLUMNS)
          .map(column -> ScreenTerminal.cellCodePoint(cells()[ROW * COLUMNS + column]))
          .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
          .toString()
          .stripTrailing();
    }

    boolean isUntouchedElsewhere() {
      int[] cursor = new int[2];
      long[] cells = new long[COLUMNS * ROWS];
      terminal.dump(cells, cursor);
      for (int index = 0; index < cells.length; index++) {
        if (ScreenTerminal.cellAttr(cells[index]) != 0) {
          return false;
        }
        int row = index / COLUMNS;
        boolean last = index % COLUMNS == COLUMNS - 1;
        if (row != ROW && ScreenTerminal.cellCodePoint(cells[index]) != (last ? ' ' : '#')) {
          return false;
        }
      }
      return cursor[1] == ROW;
    }

    private long[] cells() {
      long[] cells = new long[COLUMNS * ROWS];
      terminal.dump(cells, new int[2]);
      return cells;
    }
  }
}
