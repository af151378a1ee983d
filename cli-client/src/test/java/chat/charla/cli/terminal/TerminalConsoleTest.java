package chat.charla.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.chat.view.InputArea;
import chat.charla.cli.chat.view.Prompt;
import chat.charla.cli.chat.view.Vocabulary;
import chat.charla.cli.text.Style;
import chat.charla.cli.text.StyledText;
import chat.charla.cli.text.Utf8;
import chat.charla.testkit.Patience;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.jline.utils.ScreenTerminal;
import org.jline.utils.ScreenTerminalOutputStream.DelegateOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The line editor on a terminal in memory, whose screen is checked cell by cell. */
class TerminalConsoleTest {
  private static final int COLUMNS = 40;
  private static final int ROWS = 12;
  private static final Duration LIMIT = Patience.LIMIT;
  private static final String CTRL_C = "\u0003";
  private static final String CTRL_D = "\u0004";
  private static final String CTRL_A = "\u0001";
  private static final String CTRL_F = "\u0006";
  private static final String CTRL_L = "\f";
  private static final String CTRL_R = "\u0012";
  private static final String UP = "\u001bOA";
  private static final String DOWN = "\u001bOB";
  private static final String PROMPT = "<Ana>: ";
  private static final String HOW_TO_LEAVE = "-- :q";
  private static final String NOT_UTF8 = "-- \uFFFD";

  @TempDir Path directory;
  private Path historyFile;
  private int columns;
  private int rows;
  private ScreenTerminal screen;
  private LineDisciplineTerminal terminal;
  private TerminalConsole console;

  @BeforeEach
  void open() throws IOException {
    historyFile = directory.resolve("input-history");
    open(true);
  }

  private void open(boolean coloured) throws IOException {
    screen = new ScreenTerminal(COLUMNS, ROWS);
    DelegateOutputStream output = new DelegateOutputStream();
    terminal =
        new LineDisciplineTerminal(
            "test",
            "xterm-256color",
            output,
            StandardCharsets.UTF_8,
            Utf8.MARKING,
            StandardCharsets.UTF_8,
            Terminal.SignalHandler.SIG_DFL);
    terminal.setSize(new Size(COLUMNS, ROWS));
    ScreenTerminal.wireTerminal(screen, terminal, output);
    columns = COLUMNS;
    rows = ROWS;
    console =
        new TerminalConsole(
            terminal,
            () -> StyledText.of(HOW_TO_LEAVE),
            () -> StyledText.of(NOT_UTF8),
            coloured,
            historyFile);
  }

  @AfterEach
  void close() {
    console.close();
  }

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

  @ParameterizedTest
  @ValueSource(
      strings = {"it's !! a \\ \"quote\" $x %N ~ #", "¿ñandú? 你好 👋", ":p-Ana-hola!", "'", "\\"})
  void lineIsWhatIsTyped(String text) throws Exception {
    CompletableFuture<@Nullable String> line = read();
    type(text + "\r");
    assertEquals(text, get(line));
  }

  @Test
  void pastedLinesAreOneMessage() throws Exception {
    CompletableFuture<@Nullable String> line = read();
    type("\u001b[200~uno\ndos\u001b[201~\r");
    assertEquals("uno\ndos", get(line));
  }

  /** The shown part of a paste was followed by a pause, so the next key counts as a key. */
  @Test
  void pasteWhoseEndIsLostEndsWithTheNextKey() throws Exception {
    CompletableFuture<@Nullable String> line = read();
    type("\u001b[200~uno\rdos");
    awaitRow("  | dos");
    type(CTRL_C);
    awaitScreen("an empty line", rows -> written(rows).equals(List.of(PROMPT.strip())));
    type("\u001b[200~uno\r");
    awaitRow(PROMPT + "uno");
    type("dos\r\u001b[201~");
    awaitRow("  | dos");
    type(" y tres\r");
    assertEquals("uno\ndos y tres", get(line));
  }

  @Test
  void pasteWhoseEndIsLostEndsWithItsLine() throws Exception {
    CompletableFuture<@Nullable String> line = read();
    type("\u001b[200~uno");
    awaitRow(PROMPT + "uno");
    type("x");
    awaitRow(PROMPT + "unox");
    type("\r");
    assertEquals("unox", get(line));
    CompletableFuture<@Nullable String> next = read();
    type("dos\rtres\r");
    assertEquals("dos", get(next));
    assertEquals("tres", get(read()));
  }

  @Test
  void outputDuringAPasteIsShown() throws Exception {
    CompletableFuture<@Nullable String> line = read();
    type("\u001b[200~uno");
    console.print(StyledText.of("-- Luis"));
    awaitRow("-- Luis");
    type("\u001b[201~\r");
    assertEquals("uno", get(line));
  }

  @Test
  void pasteInsideOneWhoseEndIsLostIsAPartOfIt() throws Exception {
    CompletableFuture<@Nullable String> line = read();
    type("\u001b[200~uno \u001b[200~dos\u001b[201~\r");
    assertEquals("uno dos", get(line));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Cómo", "\u001b[200~Cómo\u001b[201~"})
  void lineThatIsNotUtf8StaysAndCanBeCorrected(String typed) throws Exception {
    CompletableFuture<@Nullable String> line = read();
    terminal.processInputBytes(typed.getBytes(StandardCharsets.ISO_8859_1));
    type("\r");
    awaitScreen(
        "the line, and what is wrong with it",
        rows -> written(rows).equals(List.of(NOT_UTF8, PROMPT + "C\uFFFDmo")));
    assertFalse(line.isDone());
    type(CTRL_A + CTRL_F + CTRL_D + "ó\r");
    assertEquals("Cómo", get(line));
  }

  @Test
  void lineThatIsNotUtf8CanBeCleared() throws Exception {
    CompletableFuture<@Nullable String> line = read();
    terminal.processInputBytes("Cómo\r".getBytes(StandardCharsets.ISO_8859_1));
    awaitRow(NOT_UTF8);
    type(CTRL_C);
    awaitScreen("an empty line", rows -> rows.contains(PROMPT.strip()));
    type("\uFFFD es U+FFFD\r");
    assertEquals("\uFFFD es U+FFFD", get(line));
  }

  @Test
  void percentInAPromptIsAPercent() throws Exception {
    CompletableFuture<@Nullable String> line =
        CompletableFuture.supplyAsync(() -> console.readLine(Prompt.turn("100%N %> ")));
    awaitRow("100%N %>");
    type("x\r");
    assertEquals("x", get(line));
  }

  @Test
  void controlCClearsTheLineAndTwiceEndsTheInput() throws Exception {
    CompletableFuture<@Nullable String> line = read();
    type("mejor no");
    awaitRow(PROMPT + "mejor no");
    type(CTRL_C);
    awaitRow(PROMPT.strip());
    type(CTRL_C);
    awaitRow(HOW_TO_LEAVE);
    type("sí\r");
    assertEquals("sí", get(line));

    CompletableFuture<@Nullable String> last = read();
    type(CTRL_C);
    awaitScreen("the hint again", rows -> rows.stream().filter(HOW_TO_LEAVE::equals).count() == 2);
    type(CTRL_C);
    assertNull(get(last));
  }

  @Test
  void controlDOnAnEmptyLineEndsTheInput() throws Exception {
    CompletableFuture<@Nullable String> line = read();
    awaitRow(PROMPT.strip());
    type(CTRL_D);
    assertNull(get(line));
  }

  @Test
  void inputBetweenTwoLinesIsKeptAndTheEnteredLineIsErased() throws Exception {
    CompletableFuture<@Nullable String> first = read();
    type("uno\r");
    assertEquals("uno", get(first));
    awaitScreen("only the prompt", rows -> written(rows).equals(List.of(PROMPT.strip())));
    type("dos");
    CompletableFuture<@Nullable String> second = read();
    awaitScreen("what was typed", rows -> written(rows).equals(List.of(PROMPT + "dos")));
    type("\r");
    assertEquals("dos", get(second));
  }

  @Test
  void closingRestoresTheTerminal() throws Exception {
    assertTrue(!terminal.getAttributes().getLocalFlag(Attributes.LocalFlag.ECHO));
    CompletableFuture<@Nullable String> line = read();
    awaitRow(PROMPT.strip());
    console.close();
    assertNull(get(line));
    console.print(StyledText.of("this is not shown"));
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

  /** Narrower only, because this terminal does not rejoin rows when it becomes wider. */
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
  void enteredLinesAreRecalledButPrivateOnesNotByTheNextProgram() throws Exception {
    console.close();
    open(true);
    for (String text : List.of("pública", "/msg Luis secreta", "dos\nlíneas")) {
      CompletableFuture<@Nullable String> line = read();
      type(text.replace("\n", "\u001b\r") + "\r");
      assertEquals(text, get(line));
      console.remember(text, !text.startsWith("/msg"));
    }
    CompletableFuture<@Nullable String> line = read();
    type(UP);
    awaitRow("  | líneas");
    type(UP + UP);
    awaitRow(PROMPT + "/msg Luis secreta");
    type(UP);
    awaitRow(PROMPT + "pública");
    type(DOWN);
    awaitRow(PROMPT + "/msg Luis secreta");
    type(CTRL_C);
    awaitScreen("the empty line", rows -> rows.contains(PROMPT.strip()));
    type("\r");
    assertEquals("", get(line));
    console.close();
    assertEquals("pública\ndos\\nlíneas\n", Files.readString(historyFile));

    open(true);
    CompletableFuture<@Nullable String> next = read();
    type(CTRL_R + "púb");
    awaitRow(PROMPT + "pública");
    console.print(StyledText.of("-- Luis llegó"));
    awaitScreen("the arrival, and the search", rows -> rows.contains("-- Luis llegó"));
    type("\r");
    assertEquals("pública", get(next));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          /he          | "/help "
          :q           | ":q "
          an           | "ana-maría: "
          hola @ev     | "hola @Eva.x "
          it's ev      | "it's Eva.x "
          /msg lu      | "/msg Luis "
          /join ja     | "/join java "
          :p-ev        | ":p-Eva.x-"
          """)
  void tabCompletes(String typed, String completed) throws Exception {
    console.show(
        new InputArea(
            Prompt.turn(PROMPT),
            List.of(),
            StyledText.EMPTY,
            new Vocabulary(
                List.of("/help", "/msg", "/join", ":q", ":h"),
                List.of("ana-maría", "Luis", "Eva.x"),
                List.of("lobby", "java"))));
    CompletableFuture<@Nullable String> line =
        CompletableFuture.supplyAsync(() -> console.readLine(Prompt.turn(PROMPT)));
    type(typed + "\t");
    awaitRow((PROMPT + completed).stripTrailing());
    type("\r");
    assertEquals(completed, get(line));
  }

  @Test
  void altEnterIsANewLineWithinTheMessage() throws Exception {
    CompletableFuture<@Nullable String> line = read();
    type("uno\u001b\rdos\u001b\ntres");
    awaitRow("  | tres");
    type("\r");
    assertEquals("uno\ndos\ntres", get(line));
  }

  @Test
  void pasteThatEndsWithALineEndWaitsForEnter() throws Exception {
    CompletableFuture<@Nullable String> line = read();
    type("\u001b[200~uno\r\ndos\n\u001b[201~");
    awaitRow("  | dos");
    type(" y tres\r");
    assertEquals("uno\ndos y tres", get(line));
  }

  @Test
  void controlCharactersInAPasteDoNotReachTheTerminal() throws Exception {
    CompletableFuture<@Nullable String> line = read();
    type("\u001b[200~a\u001b[2Jb\u0007\u009b31mc\td\u001b[201~");
    awaitRow(PROMPT + "a[2Jb31mc    d");
    type("\r");
    assertEquals("a[2Jb31mc\td", get(line));
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

  private static InputArea area(String prompt, String status, String... pending) {
    return new InputArea(
        Prompt.turn(prompt),
        Stream.of(pending).map(StyledText::of).toList(),
        StyledText.of(status),
        Vocabulary.EMPTY);
  }

  private CompletableFuture<@Nullable String> read() {
    return CompletableFuture.supplyAsync(() -> console.readLine(Prompt.turn(PROMPT)));
  }

  private static @Nullable String get(CompletableFuture<@Nullable String> line) throws Exception {
    return line.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  private void type(String keys) throws IOException {
    terminal.processInputBytes(keys.getBytes(StandardCharsets.UTF_8));
  }

  private void awaitRow(String row) throws InterruptedException {
    awaitScreen("the row: " + row, rows -> rows.contains(row));
  }

  private void awaitScreen(String what, Predicate<List<String>> condition)
      throws InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.test(screen())) {
      long millis = Duration.ofNanos(end - System.nanoTime()).toMillis();
      if (millis <= 0) {
        throw new AssertionError(
            "waited in vain for " + what + "; the screen shows:\n" + String.join("\n", screen()));
      }
      screen.waitDirty(millis);
    }
  }

  private static List<String> written(List<String> rows) {
    return rows.stream().filter(row -> !row.isEmpty()).toList();
  }

  /** All rows as one text without blanks; the second cell of a wide character is also a blank. */
  private static String join(List<String> rows) {
    return String.join("", rows).replace(" ", "");
  }

  private void resize(int columns, int rows) {
    this.columns = columns;
    this.rows = rows;
    screen.setSize(columns, rows);
    terminal.setSize(new Size(columns, rows));
    terminal.raise(Terminal.Signal.WINCH);
  }

  /** The rows without trailing blanks. */
  private List<String> screen() {
    long[] cells = cells();
    return IntStream.range(0, rows)
        .mapToObj(row -> Arrays.stream(cells, row * columns, (row + 1) * columns))
        .map(
            row ->
                row.mapToObj(
                        cell ->
                            Character.toString(Math.max(' ', ScreenTerminal.cellCodePoint(cell))))
                    .collect(Collectors.joining())
                    .stripTrailing())
        .toList();
  }

  private long[] cells() {
    long[] cells = new long[columns * rows];
    screen.dump(cells, 0, 0, rows, columns, new int[2]);
    return cells;
  }
}
