package chat.charla.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.jline.reader.EndOfFileException;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Size;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.jline.utils.NonBlockingReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The editor detects pastes, however fast the terminal and the network are. In virtual time. */
class PasteTest {
  private static final Duration AT_ONCE = Duration.ZERO;
  private static final Duration A_SECOND = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final String BEGIN = "\u001b[200~";
  private static final String END = "\u001b[201~";

  private final ScheduledKeys keys = new ScheduledKeys();
  private LineDisciplineTerminal terminal;
  private Editor editor;

  @BeforeEach
  void open() throws IOException {
    terminal =
        new LineDisciplineTerminal(
            "test", "xterm-256color", new ByteArrayOutputStream(), StandardCharsets.UTF_8) {
          @Override
          public NonBlockingReader reader() {
            return keys;
          }
        };
    terminal.setSize(new Size(40, 12));
    TerminalStyles styles = TerminalStyles.of(terminal, true);
    editor = new Editor(terminal, new TerminalModes(terminal), styles, () -> {});
  }

  @AfterEach
  void close() throws IOException {
    terminal.close();
  }

  @Test
  void lineEndsOfAllKindsBecomeLineFeeds() {
    keys.after(AT_ONCE, BEGIN + "uno\r\ndos\rtres\n\ncuatro" + END).after(A_SECOND, "\r");
    assertEquals("uno\ndos\ntres\n\ncuatro", editor.readLine());
  }

  @Test
  void stalledPasteIsOneText() {
    keys.after(AT_ONCE, "a" + BEGIN + "uno\r").after(LONG, "\ndos\r").after(LONG, "\rtres");
    keys.after(LONG, "\r\rcuatro\r" + END + "b\r");
    assertEquals("auno\ndos\n\ntres\n\ncuatrob", editor.readLine());
  }

  /**
   * The terminal and the network may split a paste in any way, as long as no character arrives
   * alone.
   */
  @Test
  void pasteInAnyNumberOfPartsIsOneMessage() {
    for (int seed = 1; seed <= 500; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(60); i >= 0; i--) {
        text.append(List.of("x", "ñ", "😀", " ", "\r").get(random.nextInt(5)));
      }
      text.append("fin");
      String all = BEGIN + text + END;
      int start = 0;
      while (start < all.length()) {
        int end = Math.min(all.length(), all.offsetByCodePoints(start, 1) + 1 + random.nextInt(20));
        if (end < all.length() && Character.isLowSurrogate(all.charAt(end))) {
          end++;
        }
        keys.after(Duration.ofMillis(random.nextInt(5_000)), all.substring(start, end));
        start = end;
      }
      keys.after(A_SECOND, "\r");
      assertEquals(text.toString().replace('\r', '\n'), editor.readLine(), "seed " + seed);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'x'           | unox
          'ñ'           | unoñ
          '\u007f'      | un
          '\u0015'      | ''
          '\u001bOD'    | uno
          """)
  void singleKeyEndsThePaste(String key, String line) {
    keys.after(AT_ONCE, BEGIN + "uno").after(A_SECOND, key).after(A_SECOND, "\r");
    assertEquals(line, editor.readLine());
  }

  @Test
  void keyThatEndsAPasteHasItsUsualEffect() {
    keys.after(AT_ONCE, BEGIN + "uno").after(A_SECOND, "\r");
    assertEquals("uno", editor.readLine());
    keys.after(AT_ONCE, BEGIN + "uno").after(A_SECOND, "\u001bOD").after(A_SECOND, "x\r");
    assertEquals("unxo", editor.readLine());
    keys.after(AT_ONCE, BEGIN + "uno").after(A_SECOND, "\u0003");
    UserInterruptException interrupt = assertThrows(UserInterruptException.class, editor::readLine);
    assertEquals("uno", interrupt.getPartialLine());
    keys.after(AT_ONCE, BEGIN).after(A_SECOND, "\u0004");
    assertThrows(EndOfFileException.class, editor::readLine);
  }

  @ParameterizedTest
  @ValueSource(longs = {320, 1_000, 1_900, 60_000})
  void keysAtAnyPaceEndThePaste(long millis) {
    Duration pace = Duration.ofMillis(millis);
    keys.after(AT_ONCE, BEGIN + "uno");
    for (String key : new String[] {" ", "y", "\u007f", "\u001bOD", "s", "\r"}) {
      keys.after(pace, key);
    }
    assertEquals("unos ", editor.readLine());
  }

  /**
   * A character of the paste arrives alone. So the editor takes the character for a key, and ends
   * the paste.
   */
  @Test
  void restAfterAKeyIsNotSentLineByLine() {
    keys.after(AT_ONCE, BEGIN + "uno\r").after(A_SECOND, "d");
    keys.after(A_SECOND, "os\rtres\r\rcuatro" + END);
    keys.after(A_SECOND, "\r").after(A_SECOND, "cinco\r");
    assertEquals("uno\ndos\ntres\n\ncuatro", editor.readLine());
    assertEquals("cinco", editor.readLine());
  }

  @Test
  void typedLinesAreSentLineByLine() {
    keys.after(AT_ONCE, "uno\r").after(A_SECOND, "dos\r");
    keys.after(A_SECOND, BEGIN + "tres" + END + "\r").after(A_SECOND, "cuatro\r");
    for (String line : new String[] {"uno", "dos", "tres", "cuatro"}) {
      assertEquals(line, editor.readLine());
    }
  }

  /** Simulates a terminal that does not mark pastes. */
  @Test
  void linesThatComeTogetherAreOneMessage() {
    keys.after(AT_ONCE, "uno\rdos\rtres\r").after(A_SECOND, "\r");
    assertEquals("uno\ndos\ntres", editor.readLine());
  }
}
