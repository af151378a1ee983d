package chat.charla.server.years;

import java.io.PrintStream;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Prints a line for each figure. For one thread. */
final class Table {
  private static final String ROW = "%-10s %-68s %16s %14s  %s%n";

  private final PrintStream out;
  private final boolean timesCount;
  private boolean headed;
  private boolean hasFormer;
  private boolean broken;

  /**
   * Creates an empty table.
   *
   * @param timesCount whether times are compared with their bounds
   */
  Table(PrintStream out, boolean timesCount) {
    this.out = out;
    this.timesCount = timesCount;
  }

  /**
   * Prints the figures of a subject.
   *
   * @param before the figures of the older server; empty if there are none
   */
  void add(Subject subject, List<Figure> before, List<Figure> after) {
    for (Figure figure : after) {
      boolean within = figure.isWithinBound(timesCount);
      broken |= !within;
      row(
          subject.name(),
          figure.what(),
          before(figure, before),
          figure.text(),
          figure.bound() + (within ? "" : "  BROKEN"));
    }
  }

  private String before(Figure figure, List<Figure> before) {
    for (Figure old : before) {
      if (old.what().equals(figure.what())) {
        return old.text();
      }
    }
    hasFormer |= !figure.former().isEmpty();
    return figure.former().isEmpty() ? "–" : figure.former() + " *";
  }

  /** Prints what the marks in the table mean. */
  void end() {
    if (hasFormer) {
      out.println("* not measured now, but reported before the server was improved");
    }
  }

  /** Prints why a subject has no figures, and counts this as a broken bound. */
  void addFailure(Subject subject, Throwable failure) {
    broken = true;
    out.printf("%-10s FAILED: %s%n", subject.name(), reason(failure));
  }

  /** Prints a line about a subject that has no effect on the result. */
  void note(Subject subject, String text, @Nullable Throwable cause) {
    out.printf("%-10s %s%s%n", subject.name(), text, cause == null ? "" : ": " + reason(cause));
  }

  /** Whether a bound was broken, or a subject has failed. */
  boolean isBroken() {
    return broken;
  }

  private void row(String subject, String what, String before, String after, String bound) {
    if (!headed) {
      headed = true;
      out.printf(ROW, "subject", "what", "before", "after", "bound");
    }
    out.printf(ROW, subject, what, before, after, bound);
  }

  private static String reason(Throwable failure) {
    return Objects.toString(failure.getMessage(), failure.toString())
        .lines()
        .findFirst()
        .orElse("");
  }
}
