package chat.charla.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import chat.charla.cli.text.UnusableTextException.Flaw;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
  void readsEverythingExceptTheLastLineEnd() throws IOException {
    assertEquals("uno\n\ndos", lines("uno\n\ndos\n").readAll());
    assertEquals("uno", lines("uno").readAll());
    assertEquals("", lines("").readAll());
  }

  @Test
  void skipsAByteOrderMark() throws IOException {
    assertEquals(":q", lines("\uFEFF:q\n").readLine());
    assertEquals("a\uFEFF", lines("a\uFEFF").readLine());
  }

  @ParameterizedTest
  @ValueSource(strings = {"e1", "c3", "c3 28", "ed a0 80", "c0 80", "f4 90 80 80", "ff", "80"})
  void invalidUtf8IsReportedAndTheLinesAroundItAreRead(String bytes) throws IOException {
    ByteArrayOutputStream input = new ByteArrayOutputStream();
    input.writeBytes("uno\nC".getBytes(StandardCharsets.UTF_8));
    input.writeBytes(HexFormat.ofDelimiter(" ").parseHex(bytes));
    input.writeBytes("\ntres".getBytes(StandardCharsets.UTF_8));
    Utf8Lines lines = new Utf8Lines(new ByteArrayInputStream(input.toByteArray()));
    assertEquals("uno", lines.readLine());
    UnusableTextException e = assertThrows(UnusableTextException.class, lines::readLine);
    assertEquals(Flaw.NOT_UTF8, e.flaw());
    assertEquals(2, e.line());
    assertEquals("tres", lines.readLine());
    assertNull(lines.readLine());
    Utf8Lines all = new Utf8Lines(new ByteArrayInputStream(input.toByteArray()));
    assertThrows(UnusableTextException.class, all::readAll);
  }

  @Test
  void typedReplacementCharacterIsText() throws IOException {
    assertEquals("\uFFFD", lines("\uFFFD").readLine());
  }

  @Test
  void refusesEndlessLines() throws IOException {
    Utf8Lines lines = lines("x".repeat(Utf8Lines.MAX_BYTES + 1) + "\ndos");
    UnusableTextException e = assertThrows(UnusableTextException.class, lines::readLine);
    assertEquals(Flaw.TOO_LONG, e.flaw());
    assertEquals("dos", lines.readLine());
    String manyLines = ("x".repeat(1000) + "\n").repeat(Utf8Lines.MAX_BYTES / 1000 + 1);
    assertThrows(UnusableTextException.class, () -> lines(manyLines).readAll());
  }

  private static Utf8Lines lines(String text) {
    return new Utf8Lines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }
}
