package chat.charla.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import chat.charla.cli.text.Utf8Lines;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/**
 * Checks what a terminal in append-only mode shows while keys are typed, and which lines are read.
 */
class EchoedInputTest {
  private static final String ERASE = "\u007F";
  private static final String ERASE_WORD = "\u0017";
  private static final String KILL = "\u0015";
  private static final String REPRINT = "\u0012";
  private static final String END = "\u0004";

  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(screen, true, StandardCharsets.UTF_8);
  private final Keys keys = new Keys();
  private final EchoedInput input =
      new EchoedInput(keys, out, new EchoedInput.EditingKeys(0x7F, 0x17, 0x15, 0x12, 0x04));
  private final Utf8Lines lines = new Utf8Lines(input);

  @Test
  void typedTextIsEchoedAndReadAsLines() throws IOException {
    keys.type("hola\n¿qué tal?\n");
    assertEquals("hola", lines.readLine());
    assertEquals("¿qué tal?", lines.readLine());
    assertEquals("hola\n¿qué tal?\n", shown());
  }

  @Test
  void halfTypedLineIsShownAgainAfterAMessage() throws IOException {
    keys.type("ho").then(() -> input.printAbove(() -> out.println("<Luis> uno")));
    keys.type("l").then(() -> input.printAbove(() -> out.println("<Luis> dos"))).type("a\n");
    assertEquals("hola", lines.readLine());
    assertEquals("ho\n<Luis> uno\nhol\n<Luis> dos\nhola\n", shown());
  }

  @Test
  void hiddenLineIsNotShownAtAll() throws IOException {
    input.hide(true);
    keys.type("contraseñas" + ERASE).then(() -> input.printAbove(() -> out.println("<Luis> hola")));
    keys.type(REPRINT + "x" + ERASE + "\n");
    assertEquals("contraseña", lines.readLine());
    input.hide(false);
    keys.type("hola\n");
    assertEquals("hola", lines.readLine());
    assertEquals("<Luis> hola\n\n\nhola\n", shown());
  }

  @Test
  void messageBetweenTwoLinesIsOnlyPrinted() throws IOException {
    keys.type("uno\n").then(() -> input.printAbove(() -> out.println("<Luis> hola")));
    keys.type("dos\n");
    assertEquals(List.of("uno", "dos"), List.of(lines.readLine(), lines.readLine()));
    assertEquals("uno\n<Luis> hola\ndos\n", shown());
  }

  @Test
  void erasedTextIsNeitherReadNorShownAgain() throws IOException {
    keys.type("año" + ERASE + ERASE).then(() -> input.printAbove(() -> out.println("<Luis> hola")));
    keys.type("quí 你" + ERASE + "no va" + ERASE_WORD + ERASE_WORD + "hay\n");
    assertEquals("aquí hay", lines.readLine());
    String one = "\b \b";
    assertEquals(
        "año"
            + one.repeat(2)
            + "\n<Luis> hola\naquí 你"
            + one.repeat(2)
            + "no va"
            + one.repeat(2)
            + one.repeat(3)
            + "hay\n",
        shown());
  }

  @Test
  void killErasesTheLine() throws IOException {
    keys.type(KILL + ERASE + ERASE_WORD + "no" + KILL + "sí\n");
    assertEquals("sí", lines.readLine());
    assertEquals("no\b \b\b \bsí\n", shown());
  }

  @Test
  void controlCharactersHaveNoEffectOnTheTerminal() throws IOException {
    keys.type("a\u001B" + ERASE + "b\u001B[A\n");
    assertEquals("ab\u001B[A", lines.readLine());
    assertEquals("a^[\b \b\b \bb^[[A\n", shown());
  }

  @Test
  void lineCanBeShownAgain() throws IOException {
    keys.type("a\tb" + ERASE + ERASE + "c" + REPRINT + "\n");
    assertEquals("ac", lines.readLine());
    assertEquals("a\tb\b \b\nac\nac\n", shown());
  }

  @Test
  void endKeyEndsTheInputOnAnEmptyLine() throws IOException {
    keys.type("ho" + END + "la\n" + END + "nada\n");
    assertEquals("hola", lines.readLine());
    assertNull(lines.readLine());
    assertNull(lines.readLine());
  }

  @Test
  void halfTypedLineIsNotReadIfTheTerminalIsClosed() throws IOException {
    keys.type("uno\nsecre");
    assertEquals("uno", lines.readLine());
    assertNull(lines.readLine());
  }

  @Test
  void discardedLineIsNeitherReadNorShownAgain() throws IOException {
    keys.type("no").then(input::discard).then(input::discard);
    keys.then(() -> input.printAbove(() -> out.println("<Luis> hola"))).type("sí\n");
    assertEquals("sí", lines.readLine());
    assertEquals("no\n<Luis> hola\nsí\n", shown());
  }

  private String shown() {
    return screen.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }

  /** Keys, and tasks that run when the keys before them have been read. */
  private static final class Keys extends InputStream {
    private final Queue<Object> steps = new ArrayDeque<>();

    Keys type(String text) {
      for (byte key : text.getBytes(StandardCharsets.UTF_8)) {
        steps.add(key & 0xFF);
      }
      return this;
    }

    Keys then(Runnable task) {
      steps.add(task);
      return this;
    }

    @Override
    public int read() {
      while (steps.peek() instanceof Runnable task) {
        steps.remove();
        task.run();
      }
      return steps.poll() instanceof Integer key ? key : -1;
    }
  }
}
