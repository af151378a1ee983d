package chat.charla.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import chat.charla.cli.chat.view.InputArea;
import chat.charla.cli.chat.view.Prompt;
import chat.charla.cli.chat.view.Vocabulary;
import chat.charla.cli.text.StyledText;
import java.io.IOException;
import java.util.List;
import org.jline.terminal.Size;
import org.jline.utils.ScreenTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The editor alone, in one thread. */
class EditorTest {
  private static final int COLUMNS = 60;
  private static final int ROWS = 6;

  private ScreenTerminal.VirtualTerminal terminal;
  private Editor editor;

  @BeforeEach
  void open() throws IOException {
    terminal = ScreenTerminal.withTerminal("test", "xterm-256color", COLUMNS, ROWS);
    TerminalStyles styles = TerminalStyles.of(terminal.terminal(), true);
    TerminalModes modes = new TerminalModes(terminal.terminal());
    editor = new Editor(terminal.terminal(), modes, styles, () -> {});
  }

  @AfterEach
  void close() throws IOException {
    terminal.terminal().close();
  }

  /**
   * Tmux rewraps its rows a quarter of a second before it notifies a program of the new size.
   * Output during this time goes to the wrong rows. So the editor must write nothing if nothing has
   * changed.
   */
  @Test
  void nothingIsWrittenIfNothingHasChanged() throws IOException {
    show("una persona");
    String before = screen();
    erase();
    String erased = screen();
    assertNotEquals(before, erased);
    show("una persona");
    assertEquals(erased, screen());
    show("dos personas");
    assertNotEquals(erased, screen());
  }

  @Test
  void areaIsRedrawnForAnotherSize() {
    show("una persona");
    terminal.screen().setSize(COLUMNS - 20, ROWS);
    terminal.terminal().setSize(new Size(COLUMNS - 20, ROWS));
    erase();
    String erased = screen();
    show("una persona");
    assertNotEquals(erased, screen());
  }

  private void show(String status) {
    editor.setArea(
        new InputArea(
            Prompt.regular("<Ana>: "), List.of(), StyledText.of(status), Vocabulary.EMPTY));
    editor.paint(List.of());
  }

  /** Erases the screen without the editor's knowledge. */
  private void erase() {
    terminal.terminal().writer().write("\u001b[2J");
    terminal.terminal().flush();
  }

  private String screen() {
    return terminal.screen().toString();
  }
}
