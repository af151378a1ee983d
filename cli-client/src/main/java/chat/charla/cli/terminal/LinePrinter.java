package chat.charla.cli.terminal;

import chat.charla.cli.text.StyledText;
import java.io.PrintWriter;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.InfoCmp.Capability;

/** Prints lines to the terminal, above the input area. Owned by the {@link Editor}. */
final class LinePrinter {
  private final Terminal terminal;
  private final TerminalStyles styles;

  LinePrinter(Terminal terminal, TerminalStyles styles) {
    this.terminal = terminal;
    this.styles = styles;
  }

  /**
   * Prints a text. The terminal's own wrapping is enabled only for lines that {@link LineWrap}
   * leaves whole. If any other row is too wide, the terminal cuts the row instead of wrapping it.
   */
  void print(StyledText text, int columns) {
    PrintWriter writer = terminal.writer();
    terminal.puts(Capability.exit_am_mode);
    for (LineWrap.Part part : new LineWrap(columns, styles).parts(styles.of(text))) {
      if (part.whole()) {
        terminal.puts(Capability.enter_am_mode);
      }
      AttributedString row = part.text();
      writer.write(styles.styled() ? BoxDrawing.ansi(row, terminal) : row.toString());
      writer.write("\n");
      if (part.whole()) {
        terminal.puts(Capability.exit_am_mode);
      }
    }
    terminal.puts(Capability.enter_am_mode);
  }
}
