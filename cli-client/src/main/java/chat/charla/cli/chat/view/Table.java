package chat.charla.cli.chat.view;

import chat.charla.cli.text.DisplayWidth;
import chat.charla.client.WhiteSpace;
import java.util.List;

/** Lays out a table in columns. Pure. */
public final class Table {
  private static final int GAP = 2;

  private Table() {}

  /**
   * Formats one or more rows, which must all have the same number of cells. The last column is not
   * padded.
   */
  public static String of(List<String[]> rows) {
    int columns = rows.get(0).length;
    int[] widths = new int[columns];
    for (String[] row : rows) {
      for (int column = 0; column < columns; column++) {
        widths[column] = Math.max(widths[column], DisplayWidth.of(row[column]));
      }
    }
    StringBuilder table = new StringBuilder();
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < columns; column++) {
        line.append(DisplayWidth.padEnd(row[column], widths[column] + GAP));
      }
      table
          .append(table.length() == 0 ? "" : "\n")
          .append(WhiteSpace.stripTrailing(line.toString()));
    }
    return table.toString();
  }
}
