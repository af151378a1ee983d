package chat.charla.bench.report;

/**
 * A target value and the measured value.
 *
 * @param what the measured quantity
 * @param bound the target value
 * @param atMost whether the value must be at most the target; otherwise it must be at least the
 *     target
 * @param value the measured value
 */
public record Target(String what, double bound, boolean atMost, double value) {

  public static Target atMost(String what, double bound, double value) {
    return new Target(what, bound, true, value);
  }

  public static Target atLeast(String what, double bound, double value) {
    return new Target(what, bound, false, value);
  }

  /** Whether the measured value meets the target. */
  public boolean met() {
    return atMost ? value <= bound : value >= bound;
  }
}
