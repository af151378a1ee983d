package chat.charla.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.chat.Prompt;
import chat.charla.cli.text.StyledText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jline.terminal.Attributes;
import org.jline.utils.ScreenTerminal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The line editor on a terminal in memory, whose screen is looked at cell by cell. */
class TerminalConsoleTest {
  private static final int COLUMNS = 40;
  private static final int ROWS = 12;
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String CTRL_C = "\u0003";
  private static final String CTRL_D = "\u0004";
  private static final String CTRL_A = "\u0001";
  private static final String PROMPT = "<Ana>: ";
  private static final String HOW_TO_LEAVE = "-- :q";

  private ScreenTerminal.VirtualTerminal terminal;
  private TerminalConsole console;

  @BeforeEach
  void open() throws IOException {
    terminal = ScreenTerminal.withTerminal("test", "xterm-256color", COLUMNS, ROWS);
    console = new TerminalConsole(terminal.terminal(), HOW_TO_LEAVE);
  }

  @AfterEach
  void close() {
    console.close();
  }

  @Test
  void halfTypedTextSurvivesWhatArrives() throws Exception {
    CompletableFuture<@Nullable String> line = read();
    type("Hola, est");
    awaitRow(PROMPT + "Hola, est");
    for (int number = 1; number <= 100; number++) {
      console.print(StyledText.of("<Samuel>: Holaaaa " + number));
    }
    awaitScreen(
        "the messages above the line", rows -> rows.get(ROWS - 1).equals(PROMPT + "Hola, est"));
    assertEquals(
        IntStream.rangeClosed(100 - (ROWS - 2), 100)
            .mapToObj(number -> "<Samuel>: Holaaaa " + number)
            .toList(),
        screen().subList(0, ROWS - 1));
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

  @Test
  void percentInAPromptIsAPercent() throws Exception {
    CompletableFuture<@Nullable String> line =
        CompletableFuture.supplyAsync(() -> console.readLine(Prompt.turn("100%N %> ")));
    awaitRow("100%N %>");
    type("x\r");
    assertEquals("x", get(line));
  }

  @Test
  void controlCDropsTheLineAndTwiceItIsTheEnd() throws Exception {
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
  void controlDOnAnEmptyLineIsTheEnd() throws Exception {
    CompletableFuture<@Nullable String> line = read();
    awaitRow(PROMPT.strip());
    type(CTRL_D);
    assertNull(get(line));
  }

  @Test
  void whatIsTypedBetweenTwoLinesIsNotLostNorShownTwice() throws Exception {
    CompletableFuture<@Nullable String> first = read();
    type("uno\r");
    assertEquals("uno", get(first));
    type("dos\r");
    assertEquals("dos", get(read()));
    assertEquals(List.of(PROMPT + "uno", PROMPT + "dos"), screen().subList(0, 2));
  }

  @Test
  void closingLeavesTheTerminalAsItWas() throws Exception {
    assertTrue(!terminal.terminal().getAttributes().getLocalFlag(Attributes.LocalFlag.ECHO));
    CompletableFuture<@Nullable String> line = read();
    awaitRow(PROMPT.strip());
    console.close();
    assertNull(get(line));
    console.print(StyledText.of("nobody sees this"));
  }

  private CompletableFuture<@Nullable String> read() {
    return CompletableFuture.supplyAsync(() -> console.readLine(Prompt.turn(PROMPT)));
  }

  private static @Nullable String get(CompletableFuture<@Nullable String> line) throws Exception {
    return line.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  private void type(String keys) throws IOException {
    terminal.terminal().processInputBytes(keys.getBytes(StandardCharsets.UTF_8));
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
      terminal.screen().waitDirty(millis);
    }
  }

  /** The rows, without the blanks at their ends. */
  private List<String> screen() {
    long[] cells = new long[COLUMNS * ROWS];
    terminal.screen().dump(cells, 0, 0, ROWS, COLUMNS, new int[2]);
    return IntStream.range(0, ROWS)
        .mapToObj(row -> Arrays.stream(cells, row * COLUMNS, (row + 1) * COLUMNS))
        .map(
            row ->
                row.mapToObj(
                        cell ->
                            Character.toString(Math.max(' ', ScreenTerminal.cellCodePoint(cell))))
                    .collect(Collectors.joining())
                    .stripTrailing())
        .toList();
  }
}
