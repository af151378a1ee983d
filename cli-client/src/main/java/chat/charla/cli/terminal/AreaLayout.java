package chat.charla.cli.terminal;

import chat.charla.cli.chat.InputArea;
import chat.charla.cli.text.StyledText;
import java.util.List;
import org.jline.terminal.Size;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;

/**
 * What is drawn around the line that is being typed: above it, before it and below it. Each row
 * fits the terminal, and the line keeps most of a small one for itself.
 *
 * @param before the rows above and the prompt, in one text
 * @param below the status row, or nothing
 */
record AreaLayout(AttributedString before, AttributedString below) {
  private static final int ROWS_FOR_STATUS = 4;
  private static final int ROWS_FOR_PENDING = 8;
  private static final int MAX_PENDING = 3;
  private static final int UNKNOWN_COLUMNS = 79;
  private static final String CUT = "…";

  /** For a terminal of this size. */
  static AreaLayout of(InputArea area, Size size, Looks looks) {
    // The last column stays free, so that no row is ever continued on the next.
    int columns = size.getColumns() <= 1 ? UNKNOWN_COLUMNS : size.getColumns() - 1;
    AttributedStringBuilder before = new AttributedStringBuilder();
    if (size.getRows() >= ROWS_FOR_PENDING) {
      addPending(before, area.pending(), columns, looks);
    }
    before.append(fit(new AttributedString(area.prompt().text()), columns / 2));
    boolean hasStatus = size.getRows() >= ROWS_FOR_STATUS && !area.status().plain().isEmpty();
    return new AreaLayout(
        before.toAttributedString(),
        hasStatus ? status(looks.of(area.status()), columns, looks) : AttributedString.EMPTY);
  }

  /** The newest, which were typed last, and how many there are before. */
  private static void addPending(
      AttributedStringBuilder before, List<StyledText> pending, int columns, Looks looks) {
    int hidden = pending.size() <= MAX_PENDING ? 0 : pending.size() - (MAX_PENDING - 1);
    if (hidden > 0) {
      before.append(CUT + " +" + hidden + "\n");
    }
    for (StyledText text : pending.subList(hidden, pending.size())) {
      before.append(fit(looks.of(text), columns)).append("\n");
    }
  }

  /**
   * Reverse video is no colour; where there is not even that, dashes tell the row apart. It is as
   * long as its words, since a full row would be broken in two when the user makes the terminal
   * narrower.
   */
  private static AttributedString status(AttributedString status, int columns, Looks looks) {
    AttributedStringBuilder row = new AttributedStringBuilder();
    if (!looks.styled()) {
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
