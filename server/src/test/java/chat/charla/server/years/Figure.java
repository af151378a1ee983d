package chat.charla.server.years;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A measured number.
 *
 * @param what what was measured; the same for each server
 * @param value the number
 * @param unit the unit, such as "ms"; empty for a count
 * @param most the highest number that is allowed; null if there is no bound
 * @param isTime whether the number depends on the speed of the machine
 * @param former what was measured, perhaps in other circumstances, before the server was improved;
 *     empty if that is unknown
 */
record Figure(
    String what, double value, String unit, @Nullable Double most, boolean isTime, String former) {

  /** A number without a bound. */
  static Figure of(String what, double value, String unit) {
    return new Figure(what, value, unit, null, false, "");
  }

  /** A number that must not be higher than {@code most}, on any machine. */
  static Figure atMost(double most, String what, double value, String unit) {
    return new Figure(what, value, unit, most, false, "");
  }

  /** A time that must not be longer than {@code most}, on a machine without other load. */
  static Figure timeAtMost(double most, String what, double value, String unit) {
    return new Figure(what, value, unit, most, true, "");
  }

  /** This figure, with what was measured before the server was improved. */
  Figure formerly(String text) {
    return new Figure(what, value, unit, most, isTime, text);
  }

  /** Whether the number is within its bound. NaN is not. */
  boolean isWithinBound(boolean timesCount) {
    return most == null || (isTime && !timesCount) || value <= most;
  }

  /** The number with its unit. An infinite time is that of something that did not end. */
  String text() {
    return text(value);
  }

  /** The bound with its unit; empty if there is none. */
  String bound() {
    return most == null ? "" : "≤ " + text(most);
  }

  private String text(double number) {
    if (Double.isInfinite(number)) {
      return "does not end";
    }
    boolean round = number == Math.rint(number) || Math.abs(number) >= 100;
    String digits = String.format(Locale.ROOT, round ? "%,.0f" : "%.1f", number);
    return unit.isEmpty() ? digits : digits + " " + unit;
  }
}
