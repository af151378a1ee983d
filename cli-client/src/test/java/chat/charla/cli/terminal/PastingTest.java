package chat.charla.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.cli.chat.view.InputArea;
import chat.charla.cli.chat.view.Prompt;
import chat.charla.cli.chat.view.Vocabulary;
import chat.charla.cli.text.StyledText;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Text is pasted into the console. */
class PastingTest extends TerminalFixture {
  @Test
  void pastedLinesAreOneMessage() throws Exception {
    CompletableFuture<@Nullable String> line = read();
    type("\u001b[200~uno\ndos\u001b[201~\r");
    assertEquals("uno\ndos", get(line));
  }

  /** After a pause, a single character counts as a key and not as a part of the paste. */
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
  void enterSendsAPasteWhoseEndIsLost() throws Exception {
    CompletableFuture<@Nullable String> line = read();
    type("\u001b[200~uno");
    awaitRow(PROMPT + "uno");
    type("x");
    awaitRow(PROMPT + "unox");
    type("\r");
    assertEquals("unox", get(line));
    CompletableFuture<@Nullable String> next = read();
    type("dos\r");
    assertEquals("dos", get(next));
  }

  /** A terminal without bracketed paste sends pasted text like keys. */
  @Test
  void linesThatComeTogetherAreOneMessageThatWaitsForEnter() throws Exception {
    CompletableFuture<@Nullable String> line = read();
    type("uno\r\tdos\r\rtres\r");
    awaitRow("  | tres");
    type(" y más\r");
    assertEquals("uno\n\tdos\n\ntres y más", get(line));
  }

  /** The user types the next line while the program is slow. */
  @Test
  void beginningOfTheNextLineIsNotAPaste() throws Exception {
    CompletableFuture<@Nullable String> line = read();
    type("uno\rdos");
    assertEquals("uno", get(line));
    CompletableFuture<@Nullable String> next = read();
    awaitRow(PROMPT + "dos");
    type("\r");
    assertEquals("dos", get(next));
  }

  @Test
  void leadingTabIsText() throws Exception {
    console.show(
        new InputArea(
            Prompt.regular(PROMPT),
            List.of(),
            StyledText.EMPTY,
            new Vocabulary(List.of("/help"), Map.of(), List.of("Luis", "Lucía"), List.of())));
    CompletableFuture<@Nullable String> line = read();
    type("\tLu\r");
    assertEquals("\tLu", get(line));
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
  void pasteWhoseEndIsLostContainsTheNextPaste() throws Exception {
    CompletableFuture<@Nullable String> line = read();
    type("\u001b[200~uno \u001b[200~dos\u001b[201~\r");
    assertEquals("uno dos", get(line));
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
}
