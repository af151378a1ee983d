package chat.charla.bench.report;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Shows results as tables for people. */
public final class TextReport {
  private static final double LARGE = 1000;

  private final PrintStream out;
  private final boolean judging;

  /**
   * A report.
   *
   * @param judging whether it says which targets are met
   */
  public TextReport(PrintStream out, boolean judging) {
    this.out = out;
    this.judging = judging;
  }

  /** One scenario: its table, how it grows, and what it says about the targets. */
  public void show(Result result) {
    out.println();
    out.println("== " + result.scenario());
    table(result.rows());
    for (Exponent exponent : result.growth()) {
      out.printf(
          Locale.ROOT, "   %s ~ %s^%.2f%n", exponent.what(), exponent.with(), exponent.value());
    }
    result.notes().forEach(note -> out.println("   " + note));
    for (Target target : judging ? result.targets() : List.<Target>of()) {
      out.printf(
          Locale.ROOT,
          "   target %s: %s, wished %s %s: %s%n",
          target.what(),
          number(target.value()),
          target.atMost() ? "at most" : "at least",
          number(target.wish()),
          target.met() ? "met" : "MISSED");
    }
    out.flush();
  }

  private void table(List<Row> rows) {
    Set<String> columns = new LinkedHashSet<>();
    rows.forEach(row -> columns.addAll(row.values().keySet()));
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.copyOf(columns));
    for (Row row : rows) {
      lines.add(columns.stream().map(column -> cell(row, column)).toList());
    }
    int[] widths = new int[columns.size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    for (List<String> line : lines) {
      StringBuilder text = new StringBuilder("  ");
      for (int i = 0; i < widths.length; i++) {
        text.append(' ').append(" ".repeat(widths[i] - line.get(i).length())).append(line.get(i));
        text.append(' ');
      }
      out.println(text.toString().stripTrailing());
    }
  }

  private static String cell(Row row, String column) {
    Object value = row.values().getOrDefault(column, "");
    return value instanceof Double measured ? number(measured) : value.toString();
  }

  /** Three digits that count. */
  static String number(double value) {
    double size = Math.abs(value);
    String format = size >= LARGE ? "%,.0f" : size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, size < 1 ? "%.3f" : format, value);
  }
}
