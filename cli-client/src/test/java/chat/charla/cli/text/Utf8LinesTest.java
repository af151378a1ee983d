package chat.charla.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class Utf8LinesTest {
  @Test
  void readsLinesOfAnySystem() throws IOException {
    Utf8Lines lines = lines("uno\ndos\r\n\nCómo\rcuatro");
    assertEquals("uno", lines.readLine());
    assertEquals("dos", lines.readLine());
    assertEquals("", lines.readLine());
    assertEquals("Cómo\rcuatro", lines.readLine());
    assertNull(lines.readLine());
  }

  @Test
  void readsEverythingButTheLastLineEnd() throws IOException {
    assertEquals("uno\n\ndos", lines("uno\n\ndos\n").readAll());
    assertEquals("uno", lines("uno").readAll());
    assertEquals("", lines("").readAll());
  }

  @Test
  void stepsOverAByteOrderMark() throws IOException {
    assertEquals(":q", lines("\uFEFF:q\n").readLine());
    assertEquals("a\uFEFF", lines("a\uFEFF").readLine());
  }

  @Test
  void brokenBytesAreReplaced() throws IOException {
    byte[] latin1 = "Cómo".getBytes(StandardCharsets.ISO_8859_1);
    assertEquals("C\uFFFDmo", new Utf8Lines(new ByteArrayInputStream(latin1)).readLine());
  }

  @Test
  void refusesWhatNeverEnds() {
    String tooLong = "x".repeat(Utf8Lines.MAX_LENGTH + 1);
    assertThrows(Utf8Lines.TextTooLongException.class, () -> lines(tooLong).readLine());
    String manyLines = ("x".repeat(1000) + "\n").repeat(Utf8Lines.MAX_LENGTH / 1000 + 1);
    assertThrows(Utf8Lines.TextTooLongException.class, () -> lines(manyLines).readAll());
  }

  private static Utf8Lines lines(String text) {
    return new Utf8Lines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }
}
