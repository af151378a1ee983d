package chat.charla.cli.chat.view;

import chat.charla.cli.text.DisplayWidth;
import chat.charla.client.WhiteSpace;
import java.util.ArrayList;
import java.util.List;

/** Lays out a table in columns. Pure. */
public final class Table {
  private static final int GAP = 2;

  /** The indentation of a last cell that is printed below the other cells of its row. */
  private static final String BELOW = " ".repeat(6);

  private Table() {}

  /**
   * Formats one or more rows, which must all have the same number of cells. The text of the last
   * column is wrapped, so that it fits. If the last column is too narrow for a word, its cells are
   * printed below the other cells of their rows.
   *
   * @param width the maximum number of terminal columns of a line
   */
  public static String of(List<String[]> rows, int width) {
    int last = rows.get(0).length - 1;
    int[] widths = new int[last];
    int longestWord = 0;
    for (String[] row : rows) {
      for (int column = 0; column < last; column++) {
        widths[column] = Math.max(widths[column], DisplayWidth.of(row[column]) + GAP);
      }
      for (String word : row[last].split(" ", -1)) {
        longestWord = Math.max(longestWord, DisplayWidth.of(word));
      }
    }
    int indent = 0;
    for (int cell : widths) {
      indent += cell;
    }
    boolean beside = indent + longestWord <= width;
    List<String> lines = new ArrayList<>();
    for (String[] row : rows) {
      StringBuilder first = new StringBuilder();
      for (int column = 0; column < last; column++) {
        first.append(DisplayWidth.padEnd(row[column], widths[column]));
      }
      if (beside) {
        addLines(lines, first.toString(), " ".repeat(indent), row[last], width);
      } else {
        lines.add(first.toString());
        addLines(lines, BELOW, BELOW, row[last], width);
      }
    }
    return String.join("\n", lines.stream().map(WhiteSpace::stripTrailing).toList());
  }

  /** Adds the lines of a cell. The first line begins with {@code first}. */
  private static void addLines(
      List<String> lines, String first, String indent, String cell, int width) {
    StringBuilder line = new StringBuilder(first);
    boolean empty = true;
    for (String word : cell.split(" ", -1)) {
      if (!empty && DisplayWidth.of(line + " " + word) > width) {
        lines.add(line.toString());
        line = new StringBuilder(indent);
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    lines.add(line.toString());
  }
}
