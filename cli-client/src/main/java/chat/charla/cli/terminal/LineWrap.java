package chat.charla.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/**
 * Breaks lines into rows before a terminal does. A terminal continues a line in the first column of
 * the next row, so that a message with enough blanks could imitate the next message. Here the
 * continuation has a gutter.
 *
 * <p>Most terminals wrap the rows that are already shown when they become narrower. This cannot be
 * prevented without the alternate screen.
 */
final class LineWrap {
  /** The prefix of a line's continuation, and of further lines of a message that is being typed. */
  static final String GUTTER = "  | ";

  /** The minimum width; in a narrower terminal the gutter would leave no space. */
  private static final int FEWEST_COLUMNS = 12;

  private static final int TAB = 8;

  private final AttributedString gutter;
  private final int columns;

  /**
   * A wrapper for a terminal with this many columns.
   *
   * @param columns 0 or less if unknown: then no line is broken
   */
  LineWrap(int columns, TerminalStyles styles) {
    // The last column stays free: some terminals wrap as soon as it is filled.
    this.columns = columns <= 0 ? Integer.MAX_VALUE : Math.max(columns, FEWEST_COLUMNS) - 1;
    this.gutter =
        new AttributedString(
            GUTTER, styles.styled() ? AttributedStyle.DEFAULT.faint() : AttributedStyle.DEFAULT);
  }

  /** The rows of a text with any number of lines. */
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
      available = columns - GUTTER.length();
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
   * The end of the row that starts here: its last blank, unless that would waste half of the row.
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
