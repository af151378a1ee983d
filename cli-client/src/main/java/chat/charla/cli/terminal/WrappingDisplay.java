package chat.charla.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;

/**
 * A display that keeps an emoji whole at the beginning of a wrapped row. JLine writes the first
 * UTF-16 unit of such a row separately, to make the terminal wrap. But an emoji has two units, and
 * after half an emoji the terminal would show the rest of the line in other rows. So this class
 * first draws blanks in place of such a row, and then draws the row over the blanks.
 */
final class WrappingDisplay extends Display {
  private List<AttributedString> drawn = List.of();

  WrappingDisplay(Terminal terminal) {
    super(terminal, false);
  }

  @Override
  public void update(List<AttributedString> rows, int cursor, boolean flush) {
    List<AttributedString> blanked = new ArrayList<>(rows);
    for (int index = 1; index < rows.size(); index++) {
      AttributedString row = rows.get(index);
      if (row.length() > 0 && Character.isHighSurrogate(row.charAt(0)) && isNewlyWrapped(index)) {
        blanked.set(index, blanks(row));
      }
    }
    if (!blanked.equals(rows)) {
      super.update(blanked, cursor, false);
    }
    super.update(rows, cursor, flush);
    drawn = List.copyOf(rows);
  }

  @Override
  public void resize(int rows, int columns) {
    super.resize(rows, columns);
    drawn = List.of();
  }

  @Override
  public void reset() {
    super.reset();
    drawn = List.of();
  }

  /** Whether the terminal wraps to this row now, but did not do so in the previous drawing. */
  private boolean isNewlyWrapped(int index) {
    return index >= drawn.size() || endsWithLineEnd(drawn.get(index - 1));
  }

  private AttributedString blanks(AttributedString row) {
    boolean hasEnd = endsWithLineEnd(row);
    AttributedString text = hasEnd ? row.subSequence(0, row.length() - 1) : row;
    return new AttributedString(" ".repeat(text.columnLength(terminal)) + (hasEnd ? "\n" : ""));
  }

  private static boolean endsWithLineEnd(AttributedString row) {
    return row.length() > 0 && row.charAt(row.length() - 1) == '\n';
  }
}
