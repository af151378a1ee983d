package chat.charla.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/**
 * Breaks lines into rows, so that the terminal need not break them. A terminal continues a line in
 * the first column of the next row. So a message with enough blanks could look as if another
 * message began there. This class puts a gutter before each continuation.
 *
 * <p>If the user copies a long address or command, a gutter would be copied with it. So a line
 * whose continuations cannot look like a line of the program is left whole, and the terminal wraps
 * it.
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

  /** The beginning of a line of the program: the time, a name, or a mark. */
  private static final Pattern BEGINNING = Pattern.compile("\\s*(\\d?\\d:\\d|[<*\\[?>|]|--)");

  /** A line about the program itself. It wraps between words, because users do not copy it. */
  private static final Pattern ABOUT_PROGRAM = Pattern.compile("(\\d\\d:\\d\\d )?-- ");

  /** The last Latin letter that surely has one cell in every terminal. */
  private static final int LAST_LATIN = 0x24F;

  /**
   * A row, or a line that the terminal wraps.
   *
   * @param text the text, without a line end
   * @param whole whether the terminal wraps the text
   */
  record Part(AttributedString text, boolean whole) {}

  private final AttributedString gutter;
  private final int terminalColumns;
  private final int columns;

  /**
   * Creates a wrapper for a terminal.
   *
   * @param columns the terminal's columns; 0 or less if the number is unknown, in which case no
   *     line is broken
   */
  LineWrap(int columns, TerminalStyles styles) {
    this(columns, GUTTER, styles);
  }

  private LineWrap(int columns, String gutter, TerminalStyles styles) {
    // The last column stays free, because some terminals wrap as soon as it is filled.
    this.terminalColumns = columns;
    this.columns = columns <= 0 ? Integer.MAX_VALUE : Math.max(columns, FEWEST_COLUMNS) - 1;
    this.gutter =
        new AttributedString(
            gutter, styles.styled() ? AttributedStyle.DEFAULT.faint() : AttributedStyle.DEFAULT);
  }

  /**
   * A wrapper for text of this program. Such text needs no gutter, because it does not imitate
   * another line.
   */
  static LineWrap withoutGutter(int columns, TerminalStyles styles) {
    return new LineWrap(columns, "", styles);
  }

  /** The rows of a text, which may have several lines, and its lines that are left whole. */
  List<Part> parts(AttributedString text) {
    List<Part> parts = new ArrayList<>();
    int start = 0;
    while (start <= text.length()) {
      int end = indexOfLineEnd(text, start);
      AttributedString line = text.subSequence(start, end);
      if (isLeftWhole(line.toString())) {
        parts.add(new Part(line, true));
      } else {
        rows(line).forEach(row -> parts.add(new Part(row, false)));
      }
      start = end + 1;
    }
    return parts;
  }

  /**
   * Whether this class knows where a terminal wraps the line, and no continuation begins like a
   * line of the program.
   */
  private boolean isLeftWhole(String line) {
    if (terminalColumns < FEWEST_COLUMNS
        || line.length() <= columns
        || ABOUT_PROGRAM.matcher(line).lookingAt()
        || !line.chars().allMatch(LineWrap::hasOneCell)) {
      return false;
    }
    for (int start = terminalColumns; start < line.length(); start += terminalColumns) {
      if (BEGINNING.matcher(line).region(start, line.length()).lookingAt()) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasOneCell(int character) {
    return (character >= ' ' && character <= '~')
        || (character <= LAST_LATIN && Character.isLetter(character));
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
   * The end of the row that begins at {@code start}. The row ends at its last blank. If more than
   * half of the row would stay empty, it ends after the last cluster that fits.
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
