package chat.charla.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.chat.view.InputArea;
import chat.charla.cli.chat.view.Prompt;
import chat.charla.cli.chat.view.Vocabulary;
import chat.charla.cli.text.StyledText;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The effects of keys, and the lines that the console returns. */
class TerminalConsoleTest extends TerminalFixture {
  @ParameterizedTest
  @ValueSource(
      strings = {"it's !! a \\ \"quote\" $x %N ~ #", "¿ñandú? 你好 👋", ":p-Ana-hola!", "'", "\\"})
  void lineIsReturnedAsTyped(String text) throws Exception {
    CompletableFuture<@Nullable String> line = read();
    type(text + "\r");
    assertEquals(text, get(line));
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

  /** For example because the server has ended the session. */
  @Test
  void consoleThatIsClosedWhileTheUserTypesSaysThatTheTextWasNotSent() throws Exception {
    CompletableFuture<@Nullable String> line = read();
    type("a medias");
    awaitRow(PROMPT + "a medias");
    console.close();
    awaitRow("-- not sent: a medias");
    assertNull(get(line));
  }

  @Test
  void controlZStopsTheProgramAndTheLineIsThereAgainAfterwards() throws Exception {
    AtomicReference<List<String>> rowsOfTheShell = new AtomicReference<>(List.of());
    AtomicBoolean shellGetsLines = new AtomicBoolean();
    stopped =
        () -> {
          rowsOfTheShell.set(written(screen()));
          shellGetsLines.set(terminal.getAttributes().getLocalFlag(LocalFlag.ICANON));
          terminal.writer().write("$ fg\r\n");
          terminal.flush();
        };
    CompletableFuture<@Nullable String> line = read();
    console.show(area(PROMPT, "en línea"));
    type("medio");
    awaitRow(PROMPT + "medio");
    type(CTRL_Z);
    awaitScreen(
        "the line again",
        rows -> written(rows).equals(List.of("$ fg", PROMPT + "medio", " en línea")));
    assertEquals(List.of(), rowsOfTheShell.get());
    assertTrue(shellGetsLines.get());
    type(CTRL_C);
    awaitScreen("an empty line", rows -> rows.contains(PROMPT.strip()));
    type("y fin\r");
    assertEquals("y fin", get(line));
  }

  /** The user sends SIGSTOP to the program, and the shell takes the terminal. */
  @Test
  void programThatAnotherProgramHasStoppedReadsKeysAgainAfterwards() throws Exception {
    Attributes shell = terminal.getAttributes();
    shell.setLocalFlags(EnumSet.of(LocalFlag.ICANON, LocalFlag.ECHO, LocalFlag.ISIG), true);
    CompletableFuture<@Nullable String> line = read();
    type("medio");
    awaitRow(PROMPT + "medio");
    terminal.setAttributes(shell);
    terminal.writer().write("\r\n$ fg\r\n");
    terminal.flush();
    terminal.raise(Terminal.Signal.CONT);
    awaitScreen(
        "the line again",
        rows -> written(rows).equals(List.of(PROMPT + "medio", "$ fg", PROMPT + "medio")));
    type(CTRL_C);
    awaitScreen("an empty line", rows -> rows.contains(PROMPT.strip()));
    type("y fin\r");
    assertEquals("y fin", get(line));
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
  void enteredLinesAreRecalledAndPrivateLinesOnlyInTheSameProcess() throws Exception {
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
          /set ti      | "/set timestamps "
          /set bell of | "/set bell off "
          """)
  void tabCompletes(String typed, String completed) throws Exception {
    console.show(
        new InputArea(
            Prompt.regular(PROMPT),
            List.of(),
            StyledText.EMPTY,
            new Vocabulary(
                List.of("/help", "/msg", "/join", "/set", ":q", ":h"),
                Map.of(
                    "/set",
                    List.of(List.of("bell", "presence", "timestamps"), List.of("on", "off"))),
                List.of("ana-maría", "Luis", "Eva.x"),
                List.of("lobby", "java"))));
    CompletableFuture<@Nullable String> line =
        CompletableFuture.supplyAsync(() -> console.readLine(Prompt.regular(PROMPT)));
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
  void hiddenLineIsNeitherShownNorRecalled() throws Exception {
    CompletableFuture<@Nullable String> secret = readHidden();
    type("caballos\u007f");
    console.print(StyledText.of("<Luis> hola"));
    awaitRow("<Luis> hola");
    type("\r");
    assertEquals("caballo", get(secret));

    // Neither the history nor the text that a key has cut brings the secret back.
    CompletableFuture<@Nullable String> cut = readHidden();
    type("borrado\u0015caballo\r");
    assertEquals("caballo", get(cut));
    CompletableFuture<@Nullable String> line = read();
    type(UP + "\u0019visible\r");
    assertEquals("visible", get(line));
    assertTrue(screen().stream().noneMatch(row -> row.contains("caballo")), screen()::toString);
  }

  @Test
  void interruptCancelsAHiddenLineOnly() throws Exception {
    CompletableFuture<@Nullable String> secret = readHidden();
    type("caba\u0003");
    assertEquals("", get(secret));
    CompletableFuture<@Nullable String> line = read();
    type("hola\r");
    assertEquals("hola", get(line));
  }

  private CompletableFuture<@Nullable String> readHidden() throws InterruptedException {
    Prompt question = Prompt.secret("Contraseña: ");
    CompletableFuture<@Nullable String> secret =
        CompletableFuture.supplyAsync(() -> console.readLine(question));
    awaitRow("Contraseña:");
    return secret;
  }
}
