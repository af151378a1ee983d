package chat.charla.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.cli.chat.view.Prompt;
import chat.charla.cli.text.StyledText;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The prompt, the pending rows and the status row around the input line. */
class InputAreaTest extends TerminalFixture {
  @Test
  void percentSignInAPromptIsShown() throws Exception {
    CompletableFuture<@Nullable String> line =
        CompletableFuture.supplyAsync(() -> console.readLine(Prompt.regular("100%N %> ")));
    awaitRow("100%N %>");
    type("x\r");
    assertEquals("x", get(line));
  }

  @Test
  void questionThatDoesNotFitIsWrappedBetweenWords() throws Exception {
    String question = "Escoge otro nombre (Enter = Ana_María_de_los_Ángeles): ";
    CompletableFuture<@Nullable String> line =
        CompletableFuture.supplyAsync(() -> console.readLine(Prompt.question(question)));
    awaitScreen(
        "the whole question",
        rows ->
            written(rows)
                .equals(List.of("Escoge otro nombre (Enter =", "Ana_María_de_los_Ángeles):")));
    type("x\r");
    assertEquals("x", get(line));
  }

  /** JLine would write half of the emoji to make the terminal wrap. */
  @ParameterizedTest
  @ValueSource(strings = {"👨", "👍", "日"})
  void wideCharacterIsWrappedAsAWhole(String wide) throws Exception {
    console.show(area(PROMPT, "conectado"));
    CompletableFuture<@Nullable String> line = read();
    String typed = "x".repeat(30) + wide.repeat(4) + "y";
    type(typed);
    awaitScreen(
        "the line on two rows, and the status row below",
        rows ->
            written(rows).stream()
                .map(row -> row.replace(wide + " ", wide))
                .toList()
                .equals(
                    List.of(PROMPT + "x".repeat(30) + wide, wide.repeat(3) + "y", " conectado")));
    type("\r");
    assertEquals(typed, get(line));
  }

  /** JLine would divide the third flag, but no terminal does. */
  @Test
  void flagsAreShownAsTheirLettersWhileTheyAreTyped() throws Exception {
    console.show(area(PROMPT, "conectado"));
    CompletableFuture<@Nullable String> line = read();
    String typed = "x".repeat(28) + "🇨🇱".repeat(4);
    type(typed);
    awaitScreen(
        "the line on two rows, and the status row below",
        rows ->
            written(rows).equals(List.of(PROMPT + "x".repeat(28) + "CLCLC", "LCL", " conectado")));
    type("\r");
    assertEquals(typed, get(line));
  }

  @Test
  void promptChangesWhileALineIsHalfTyped() throws Exception {
    CompletableFuture<@Nullable String> line = read();
    type("Hola");
    awaitRow(PROMPT + "Hola");
    console.show(area("[java] <Ana>: ", "conectado"));
    awaitScreen(
        "the prompt, and the status row below",
        rows -> written(rows).equals(List.of("[java] <Ana>: Hola", " conectado")));
    type(CTRL_A + "¡\r");
    assertEquals("¡Hola", get(line));
  }

  @Test
  void pendingRowsAndTheStatusRowAreAroundTheLine() throws Exception {
    CompletableFuture<@Nullable String> line = read();
    type("dos");
    console.show(area(PROMPT, "en línea · lobby · 3", "14:03 <Ana> uno …"));
    awaitScreen(
        "all three rows",
        rows ->
            written(rows)
                .equals(List.of("14:03 <Ana> uno …", PROMPT + "dos", " en línea · lobby · 3")));
    console.print(StyledText.of("14:03 <Ana> uno"));
    console.show(area(PROMPT, "en línea · lobby · 3"));
    awaitScreen(
        "the message, acknowledged",
        rows ->
            written(rows)
                .equals(List.of("14:03 <Ana> uno", PROMPT + "dos", " en línea · lobby · 3")));
    type("\r");
    assertEquals("dos", get(line));
    awaitScreen(
        "the area without the line",
        rows -> rows.subList(1, 3).equals(List.of(PROMPT.strip(), " en línea · lobby · 3")));
  }

  @Test
  void areaIsShownWhileNoLineIsRead() throws Exception {
    console.show(area("", "conectando…"));
    awaitRow(" conectando…");
    console.print(StyledText.of("-- Bienvenida"));
    awaitScreen("both", rows -> written(rows).equals(List.of("-- Bienvenida", " conectando…")));
  }

  @Test
  void manyPendingRowsAreCountedAndLongOnesTruncated() throws Exception {
    read();
    console.show(
        area(PROMPT, "x".repeat(100), "uno", "dos", "tres\nlíneas", "cuatro", "y".repeat(100)));
    awaitScreen(
        "the newest two",
        rows ->
            written(rows)
                .equals(
                    List.of(
                        "… +3",
                        "cuatro",
                        "y".repeat(COLUMNS - 2) + "…",
                        PROMPT.strip(),
                        " " + "x".repeat(COLUMNS - 3) + "…")));
  }

  @Test
  void smallTerminalShowsOnlyTheLine() throws Exception {
    CompletableFuture<@Nullable String> line = read();
    console.show(area(PROMPT, "estado", "uno …"));
    awaitRow("uno …");
    resize(20, 3);
    type("una línea que es larga");
    awaitScreen(
        "the line alone",
        rows -> written(rows).equals(List.of(PROMPT + "una línea que", " es larga")));
    resize(COLUMNS, ROWS);
    awaitScreen("everything", rows -> rows.contains(" estado") && rows.contains("uno …"));
    type("\r");
    assertEquals("una línea que es larga", get(line));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 39, 40, 41, 79, 80, 81})
  void statusRowIsBelowALineOfAnyLength(int columns) throws Exception {
    CompletableFuture<@Nullable String> line = read();
    console.show(area(PROMPT, "en línea"));
    String text = "x".repeat(Math.max(0, columns - PROMPT.length()));
    type(text);
    console.print(StyledText.of("-- Luis"));
    awaitScreen(
        "the line, and the status row",
        rows ->
            join(rows).equals(join(List.of("-- Luis", PROMPT, text, " en línea")))
                && written(rows).get(written(rows).size() - 1).equals(" en línea"));
    type("\r");
    assertEquals(text, get(line));
  }
}
