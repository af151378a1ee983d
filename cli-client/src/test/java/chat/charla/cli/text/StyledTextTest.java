package chat.charla.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.jline.utils.ScreenTerminal;
import org.junit.jupiter.api.Test;

class StyledTextTest {
  private static final Style RED = Style.of(160);
  private static final Style BOLD_RED = new Style(160, true, false);

  private final StyledText text =
      StyledText.builder()
          .append("14:03 ", Style.DIM)
          .append("<ana>", BOLD_RED)
          .append(" hola")
          .build();

  @Test
  void plainHasNoStyles() {
    assertEquals("14:03 <ana> hola", text.plain());
    assertEquals(text.plain(), text.toString());
  }

  @Test
  void terminalShowsEachSpanInItsStyle() {
    ScreenTerminal terminal = new ScreenTerminal(20, 2);
    terminal.write(text.ansi());
    terminal.write(StyledText.of("!", Style.BOLD).ansi() + "?");
    long[] cells = new long[20 * 2];
    terminal.dump(cells, new int[2]);
    StringBuilder shown = new StringBuilder();
    for (int column = 0; column < 18; column++) {
      shown.appendCodePoint(ScreenTerminal.cellCodePoint(cells[column]));
      boolean name = column >= 6 && column < 11;
      assertEquals(column < 6, ScreenTerminal.cellDim(cells[column]), "dim at " + column);
      assertEquals(
          name || column == 16, ScreenTerminal.cellBold(cells[column]), "bold at " + column);
      assertEquals(name, ScreenTerminal.cellHasForeground(cells[column]), "colour at " + column);
    }
    assertEquals("14:03 <ana> hola!?", shown.toString());
    assertEquals(
        0xD70000 & 0xF0F0F0,
        ScreenTerminal.cellColorRgb(ScreenTerminal.cellForeground(cells[6])) & 0xF0F0F0);
  }

  @Test
  void plainTextHasNoControlSequences() {
    assertEquals("hola\nana", StyledText.of("hola\nana").ansi());
    assertEquals("", StyledText.EMPTY.ansi());
  }

  @Test
  void textsWithTheSameCharactersInTheSameStylesAreEqual() {
    StyledText inPieces =
        StyledText.builder()
            .append("14:", Style.DIM)
            .append("", RED)
            .append(StyledText.of("03 ", Style.DIM))
            .append("<ana>", BOLD_RED)
            .append(StyledText.builder().append(" ho").append("la").build())
            .build();
    assertEquals(text, inPieces);
    assertEquals(text.hashCode(), inPieces.hashCode());
    assertEquals(StyledText.EMPTY, StyledText.of("", RED));
    assertNotEquals(StyledText.of("ana"), StyledText.of("ana", RED));
    assertNotEquals(StyledText.of("ana"), StyledText.of("eva"));
  }

  @Test
  void builderCanContinueAfterBuild() {
    StyledText.Builder builder = StyledText.builder().append("an", RED);
    assertEquals(StyledText.of("an", RED), builder.build());
    assertEquals(StyledText.of("ana", RED), builder.append("a", RED).build());
  }

  @Test
  void invalidColoursAreRefused() {
    assertEquals(new Style(255, false, false), Style.of(255));
    assertThrows(IllegalArgumentException.class, () -> Style.of(256));
    assertThrows(IllegalArgumentException.class, () -> Style.of(-2));
  }
}
