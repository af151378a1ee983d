package chat.charla.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/**
 * Breaks lines into rows before a terminal does. A terminal continues a line in the first column of
 * the next row, so that a message with enough blanks could imitate the next message. This class
 * puts a gutter before each continuation.
 *
 * <p>When a terminal becomes narrower, most terminals wrap the rows on the screen again, without a
 * gutter. Only the alternate screen would prevent that.
 */
final class LineWrap {
  /**
   * The prefix of a line's continuation. In a message that is being typed, this prefix also begins
   * each line except the first.
   */
  static final String GUTTER = "  | ";

  /**
   * The minimum width in columns. In a narrower terminal the gutter would leave too little space.
   */
  private static final int FEWEST_COLUMNS = 12;

  private static final int TAB = 8;

  private final AttributedString gutter;
  private final int columns;

  /**
   * Creates a wrapper for a terminal.
   *
   * @param columns the terminal's columns; with 0 or less, which means unknown, no line is broken
   */
  LineWrap(int columns, TerminalStyles styles) {
    this(columns, GUTTER, styles);
  }

  private LineWrap(int columns, String gutter, TerminalStyles styles) {
    // The last column stays free, because some terminals wrap as soon as it is filled.
    this.columns = columns <= 0 ? Integer.MAX_VALUE : Math.max(columns, FEWEST_COLUMNS) - 1;
    this.gutter =
        new AttributedString(
            gutter, styles.styled() ? AttributedStyle.DEFAULT.faint() : AttributedStyle.DEFAULT);
  }

  /** A wrapper for text of this program, in which nothing can imitate a line of the program. */
  static LineWrap withoutGutter(int columns, TerminalStyles styles) {
    return new LineWrap(columns, "", styles);
  }

  /** The rows of a text, which may have several lines. */
  List<AttributedString> rows(AttributedString text) {
    List<AttributedString> rows = new ArrayList<>();
    int start = 0;
    for (int end = indexOfLineEnd(text, 0);
        end < text.length();
        end = indexOfLineEnd(text, start)) {
      addRows(rows, withoutTabs(text.subSequence(start, end)));
      start = end + 1;
    }
    addRows(rows, withoutTabs(text.subSequence(start, text.length())));
    return rows;
  }

  private void addRows(List<AttributedString> rows, AttributedString line) {
    int start = 0;
    int available = columns;
    int end = breakAfter(line, start, available);
    while (end < line.length()) {
      rows.add(row(start, line.subSequence(start, end)));
      start = skipBlanks(line, end);
      available = columns - gutter.length();
      end = breakAfter(line, start, available);
    }
    if (start == 0 || start < line.length()) {
      rows.add(row(start, line.subSequence(start, line.length())));
    }
  }

  private AttributedString row(int start, AttributedString content) {
    return start == 0 ? content : AttributedString.join(AttributedString.EMPTY, gutter, content);
  }

  /**
   * The end of the row that begins at {@code start}. The row ends at its last blank, or, if that
   * would waste half of the row, at the last cluster that fits.
   */
  private static int breakAfter(AttributedString line, int start, int available) {
    int width = 0;
    int blank = -1;
    int index = start;
    while (index < line.length()) {
      int next = index + Cells.clusterLength(line, index);
      width += Cells.width(line, index, next);
      if (width > available) {
        return line.charAt(index) == ' ' || blank <= start + available / 2
            ? Math.max(index, start + 1)
            : blank;
      }
      if (line.charAt(index) == ' ') {
        blank = index;
      }
      index = next;
    }
    return line.length();
  }

  private static int skipBlanks(AttributedString line, int index) {
    int next = index;
    while (next < line.length() && line.charAt(next) == ' ') {
      next++;
    }
    return next;
  }

  private static int indexOfLineEnd(AttributedString text, int start) {
    int index = start;
    while (index < text.length() && text.charAt(index) != '\n') {
      index++;
    }
    return index;
  }

  private static AttributedString withoutTabs(AttributedString line) {
    if (line.toString().indexOf('\t') < 0) {
      return line;
    }
    AttributedStringBuilder expanded = new AttributedStringBuilder();
    int column = 0;
    for (int index = 0; index < line.length(); ) {
      int next = index + Cells.clusterLength(line, index);
      if (line.charAt(index) == '\t') {
        int blanks = TAB - column % TAB;
        expanded.append(" ".repeat(blanks), line.styleAt(index));
        column += blanks;
      } else {
        expanded.append(line.subSequence(index, next));
        column += Cells.width(line, index, next);
      }
      index = next;
    }
    return expanded.toAttributedString();
  }
}
