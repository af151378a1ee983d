package chat.charla.cli.terminal;

import chat.charla.cli.chat.view.InputArea;
import chat.charla.cli.text.StyledText;
import java.util.List;
import org.jline.terminal.Size;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;

/**
 * The layout of the input area: the texts above, before and below the line that is being typed.
 * Each row fits the terminal. On a small terminal the line that is being typed gets most of the
 * space.
 *
 * @param before the rows above the line, and the prompt before it, in one text
 * @param below the status row, or empty
 */
record AreaLayout(AttributedString before, AttributedString below) {
  private static final int ROWS_FOR_STATUS = 4;
  private static final int ROWS_FOR_PENDING = 8;
  private static final int MAX_PENDING = 3;
  private static final int UNKNOWN_COLUMNS = 79;
  private static final String CUT = "…";

  /** The layout for a terminal of this size. */
  static AreaLayout of(InputArea area, Size size, TerminalStyles styles) {
    // The last column stays free, so that no row wraps to the next.
    int columns = size.getColumns() <= 1 ? UNKNOWN_COLUMNS : size.getColumns() - 1;
    AttributedStringBuilder before = new AttributedStringBuilder();
    if (size.getRows() >= ROWS_FOR_PENDING) {
      addPending(before, area.pending(), columns, styles);
    }
    AttributedString prompt = new AttributedString(area.prompt().text());
    before.append(
        area.prompt().question() ? wrapped(prompt, size, styles) : fit(prompt, columns / 2));
    boolean hasStatus = size.getRows() >= ROWS_FOR_STATUS && !area.status().plain().isEmpty();
    return new AreaLayout(
        before.toAttributedString(),
        hasStatus ? status(styles.of(area.status()), columns, styles) : AttributedString.EMPTY);
  }

  /** A question, on as many rows as it needs: the user must read all of it. */
  private static AttributedString wrapped(
      AttributedString question, Size size, TerminalStyles styles) {
    return AttributedString.join(
        new AttributedString("\n"),
        LineWrap.withoutGutter(size.getColumns(), styles).rows(question));
  }

  /** Adds the newest pending messages, and the number of older ones. */
  private static void addPending(
      AttributedStringBuilder before,
      List<StyledText> pending,
      int columns,
      TerminalStyles styles) {
    int hidden = pending.size() <= MAX_PENDING ? 0 : pending.size() - (MAX_PENDING - 1);
    if (hidden > 0) {
      before.append(CUT + " +" + hidden + "\n");
    }
    for (StyledText text : pending.subList(hidden, pending.size())) {
      before.append(fit(styles.of(text), columns)).append("\n");
    }
  }

  /**
   * The status row, in reverse video. Reverse video is also used without colours. If the terminal
   * has no styles, the row begins with dashes instead. The row is only as long as its text, because
   * a full row would wrap when the user makes the terminal narrower.
   */
  private static AttributedString status(
      AttributedString status, int columns, TerminalStyles styles) {
    AttributedStringBuilder row = new AttributedStringBuilder();
    if (!styles.styled()) {
      return fit(row.append("-- ").append(status).toAttributedString(), columns);
    }
    AttributedString fitting =
        fit(row.append(" ").append(status).append(" ").toAttributedString(), columns);
    AttributedStringBuilder reversed = new AttributedStringBuilder();
    for (int index = 0; index < fitting.length(); index++) {
      reversed.append(String.valueOf(fitting.charAt(index)), fitting.styleAt(index).inverse());
    }
    return reversed.toAttributedString();
  }

  private static AttributedString fit(AttributedString text, int columns) {
    int lineEnd = text.toString().indexOf('\n');
    if (lineEnd < 0 && Cells.width(text, 0, text.length()) <= columns) {
      return text;
    }
    int end = 0;
    int width = 0;
    while (end < text.length() && text.charAt(end) != '\n') {
      int next = end + Cells.clusterLength(text, end);
      width += Cells.width(text, end, next);
      if (width >= columns) {
        break;
      }
      end = next;
    }
    return AttributedString.join(
        AttributedString.EMPTY, text.subSequence(0, end), new AttributedString(CUT));
  }
}
