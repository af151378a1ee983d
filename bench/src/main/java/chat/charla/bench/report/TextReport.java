package chat.charla.bench.report;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Prints results as tables. */
public final class TextReport {
  private static final double LARGE = 1000;

  private final PrintStream out;
  private final boolean showTargets;

  /**
   * Creates a report.
   *
   * @param showTargets whether to print which targets are met
   */
  public TextReport(PrintStream out, boolean showTargets) {
    this.out = out;
    this.showTargets = showTargets;
  }

  /** Prints the result of one scenario: its table, growth exponents, notes and targets. */
  public void show(Result result) {
    out.println();
    out.println("== " + result.scenario());
    table(result.rows());
    for (Exponent exponent : result.growth()) {
      out.printf(
          Locale.ROOT, "   %s ~ %s^%.2f%n", exponent.what(), exponent.with(), exponent.value());
    }
    result.notes().forEach(note -> out.println("   " + note));
    for (Target target : showTargets ? result.targets() : List.<Target>of()) {
      out.printf(
          Locale.ROOT,
          "   target %s: %s, must be %s: %s%n",
          target.what(),
          number(target.value()),
          bound(target),
          verdict(target));
    }
    out.flush();
  }

  /** Prints the targets of all results in one table. Prints nothing if there are none. */
  public void showTargets(List<Result> results) {
    List<Row> rows = new ArrayList<>();
    for (Result result : results) {
      for (Target target : result.targets()) {
        rows.add(
            new Row()
                .with("measurement", result.scenario())
                .with("what", target.what())
                .with("target", bound(target))
                .with("measured", target.value())
                .with("", verdict(target)));
      }
    }
    if (showTargets && !rows.isEmpty()) {
      out.println();
      out.println("== targets");
      table(rows);
      out.flush();
    }
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

  private static String bound(Target target) {
    return (target.atMost() ? "at most " : "at least ") + number(target.bound());
  }

  private static String verdict(Target target) {
    return target.met() ? "met" : "MISSED";
  }

  private static String cell(Row row, String column) {
    Object value = row.values().getOrDefault(column, "");
    return value instanceof Double measured ? number(measured) : value.toString();
  }

  /** Formats a number with three significant digits. */
  static String number(double value) {
    double size = Math.abs(value);
    String format = size >= LARGE ? "%,.0f" : size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, size < 1 ? "%.3f" : format, value);
  }
}
