package chat.charla.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SanitizerTest {
  @Test
  void ordinaryTextStays() {
    String text = "Cómo estás? ñandú 你好 👩‍👩‍👧 שלום\n\tdos";
    assertEquals(text, Sanitizer.clean(text));
  }

  @Test
  void escapeSequencesAreBroken() {
    assertEquals("\uFFFD[2J\uFFFD[1;1H", Sanitizer.clean("\u001b[2J\u001b[1;1H"));
    assertEquals("\uFFFD]52;c;aGk=\uFFFD", Sanitizer.clean("\u001b]52;c;aGk=\u0007"));
    assertEquals("\uFFFD31m", Sanitizer.clean("\u009b31m"));
    assertEquals("a\uFFFDb\uFFFD", Sanitizer.clean("a\bb\u007f"));
  }

  @Test
  void lineEndsOfAnySystemAreLineEnds() {
    assertEquals("a\nb\nc\nd", Sanitizer.clean("a\r\nb\u2028c\u2029d"));
    assertEquals("a\uFFFDb", Sanitizer.clean("a\rb"));
  }

  @Test
  void directionIsNotTurned() {
    assertEquals("abcdef", Sanitizer.clean("a\u202Eb\u2066c\u2069d\u202Ce\u202Af"));
  }

  @Test
  void halvesOfSurrogatePairsAreReplaced() {
    assertEquals("\uFFFDa\uFFFD", Sanitizer.clean("\ud83da\ude00"));
  }

  @Test
  void lineHasOneLine() {
    assertEquals("a b c d", Sanitizer.line("a\nb\tc\r\nd"));
  }

  @Test
  void nothingHarmfulEverPasses() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      String text = randomText(random);
      String clean = Sanitizer.clean(text);
      String hint = "seed " + seed + ", round " + round;
      assertTrue(clean.codePoints().allMatch(SanitizerTest::isHarmless), hint);
      assertEquals(clean, Sanitizer.clean(clean), hint);
      assertTrue(clean.length() <= text.length(), hint);
      String line = Sanitizer.line(text);
      assertFalse(line.contains("\n") || line.contains("\t"), hint);
      String field = Fields.escape(text);
      assertTrue(field.codePoints().allMatch(SanitizerTest::isHarmless), hint);
      assertFalse(field.contains("\n") || field.contains("\t"), hint);
      assertEquals(text, FieldsTest.unescape(field), hint);
    }
  }

  private static boolean isHarmless(int codePoint) {
    return codePoint == '\n'
        || codePoint == '\t'
        || !(Character.isISOControl(codePoint)
            || (codePoint >= 0x202A && codePoint <= 0x202E)
            || (codePoint >= 0x2066 && codePoint <= 0x2069)
            || codePoint == 0x2028
            || codePoint == 0x2029
            || (codePoint >= 0xD800 && codePoint <= 0xDFFF));
  }

  /** Mostly what might do harm, in any order, whole code points or not. */
  private static String randomText(Random random) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(40);
    for (int i = 0; i < length; i++) {
      switch (random.nextInt(6)) {
        case 0 -> text.append((char) random.nextInt(0xA0));
        case 1 -> text.append((char) (0x2000 + random.nextInt(0x70)));
        case 2 -> text.append((char) (0xD800 + random.nextInt(0x800)));
        case 3 -> text.appendCodePoint(random.nextInt(Character.MAX_CODE_POINT + 1));
        case 4 -> text.append("\u001b]0;").append((char) random.nextInt(0x80)).append("\\\r\n");
        default -> text.append((char) ('a' + random.nextInt(26)));
      }
    }
    return text.toString();
  }
}
