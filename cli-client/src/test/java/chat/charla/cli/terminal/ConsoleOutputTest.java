package chat.charla.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.text.Style;
import chat.charla.cli.text.StyledText;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jline.utils.ScreenTerminal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Output that appears above the input line while the user is typing that line. */
class ConsoleOutputTest extends TerminalFixture {
  @Test
  void halfTypedTextSurvivesOutput() throws Exception {
    CompletableFuture<@Nullable String> line = read();
    type("Hola, est");
    awaitRow(PROMPT + "Hola, est");
    for (int number = 1; number <= 100; number++) {
      console.print(StyledText.of("<Samuel>: Holaaaa " + number));
    }
    List<String> latest =
        IntStream.rangeClosed(100 - (ROWS - 2), 100)
            .mapToObj(number -> "<Samuel>: Holaaaa " + number)
            .toList();
    awaitScreen(
        "the messages above the line",
        rows ->
            rows.subList(0, ROWS - 1).equals(latest)
                && rows.get(ROWS - 1).equals(PROMPT + "Hola, est"));
    type("o\r");
    assertEquals("Hola, esto", get(line));
  }

  @Test
  void lineOfSeveralRowsSurvivesWithItsCursor() throws Exception {
    CompletableFuture<@Nullable String> line = read();
    String text = "uno dos tres cuatro cinco seis siete ocho nueve diez";
    type(text);
    awaitRow(text.substring(COLUMNS - PROMPT.length()));
    type(CTRL_A);
    console.print(StyledText.of("<Samuel>: Holaaaa :D"));
    type("cero ");
    String whole = PROMPT + "cero " + text;
    awaitScreen(
        "the message, and the line below it",
        rows ->
            rows.subList(0, 3)
                .equals(
                    List.of(
                        "<Samuel>: Holaaaa :D",
                        whole.substring(0, COLUMNS).stripTrailing(),
                        whole.substring(COLUMNS))));
    type("\r");
    assertEquals("cero " + text, get(line));
  }

  /**
   * This test only makes the terminal narrower, because JLine's emulator does not join rows again
   * when the terminal becomes wider.
   */
  @Test
  void halfTypedTextSurvivesAResize() throws Exception {
    CompletableFuture<@Nullable String> line = read();
    console.show(area(PROMPT, "en línea"));
    String text = "Hola 你好 👋, esto es más de una fila, ¿verdad?";
    type(text);
    awaitScreen("the line", rows -> rows.contains(" en línea") && join(rows).contains("verdad?"));
    resize(COLUMNS - 15, ROWS);
    type(" ¡Sí!");
    console.print(StyledText.of("-- Luis"));
    awaitScreen(
        "the message, and all of the line once",
        rows -> join(rows).equals(join(List.of("-- Luis", PROMPT, text, " ¡Sí!", " en línea"))));
    type("\r");
    assertEquals(text + " ¡Sí!", get(line));
  }

  @Test
  void burstIsShownCompletelyInOrder() throws Exception {
    resize(COLUMNS, 1100);
    CompletableFuture<@Nullable String> line = read();
    type("medio");
    List<String> burst = IntStream.rangeClosed(1, 1000).mapToObj(n -> "mensaje " + n).toList();
    burst.forEach(message -> console.print(StyledText.of(message)));
    awaitScreen("the line below it", rows -> rows.get(1000).equals(PROMPT + "medio"));
    assertEquals(burst, screen().subList(0, 1000));
    type("\r");
    assertEquals("medio", get(line));
  }

  @Test
  void outputBeforeClosingIsShownAndTheAreaIsErased() throws Exception {
    console.show(area(PROMPT, "en línea", "uno …"));
    read();
    awaitRow(" en línea");
    for (int number = 1; number <= 5; number++) {
      console.print(StyledText.of("adiós " + number));
    }
    console.close();
    assertEquals(List.of("adiós 1", "adiós 2", "adiós 3", "adiós 4", "adiós 5"), written(screen()));
  }

  @Test
  void longLinesContinueAfterAGutter() throws Exception {
    console.print(StyledText.of("14:03 <eve> hola" + " ".repeat(24) + "14:04 <luis> me voy"));
    awaitScreen(
        "both rows",
        rows -> written(rows).equals(List.of("14:03 <eve> hola", "  | 14:04 <luis> me voy")));
  }

  @Test
  void longAddressIsWrappedByTheTerminalSoThatItCanBeCopied() throws Exception {
    String line = "14:03 <ana> https://charla.chat/una/ruta/muy/larga";
    console.print(StyledText.of(line));
    console.print(StyledText.of("14:04 <luis> ya"));
    awaitScreen(
        "all of it, without a gutter",
        rows ->
            written(rows)
                .equals(
                    List.of(
                        line.substring(0, COLUMNS), line.substring(COLUMNS), "14:04 <luis> ya")));
  }

  @Test
  void stylesAreShownAndColoursOnlyIfEnabled() throws Exception {
    StyledText text =
        StyledText.builder()
            .append("rojo", new Style(1, true, false))
            .append(" y ")
            .append("gris", Style.DIM)
            .build();
    console.print(text);
    awaitRow("rojo y gris");
    assertTrue(ScreenTerminal.cellHasForeground(cells()[0]));
    console.close();

    open(false);
    console.print(text);
    awaitRow("rojo y gris");
    assertFalse(ScreenTerminal.cellHasForeground(cells()[0]));
    assertTrue(ScreenTerminal.cellBold(cells()[0]));
    assertTrue(ScreenTerminal.cellDim(cells()[7]));
  }

  @Test
  void clearingTheScreenKeepsTheLine() throws Exception {
    CompletableFuture<@Nullable String> line = read();
    console.print(StyledText.of("uno\ndos"));
    type("medio");
    awaitRow(PROMPT + "medio");
    console.clear();
    awaitScreen("only the line", rows -> rows.get(0).equals(PROMPT + "medio"));
    console.print(StyledText.of("tres"));
    awaitScreen(
        "the next message", rows -> written(rows).equals(List.of("tres", PROMPT + "medio")));
    type(CTRL_L);
    awaitScreen("only the line again", rows -> rows.get(0).equals(PROMPT + "medio"));
    type("\r");
    assertEquals("medio", get(line));
  }
}
