package chat.charla.bench.report;

/**
 * A value that was wished for, and what was measured.
 *
 * @param what what was measured
 * @param wish the bound
 * @param atMost whether the value is to be at most the bound, or else at least
 * @param value what was measured
 */
public record Target(String what, double wish, boolean atMost, double value) {

  public static Target atMost(String what, double wish, double value) {
    return new Target(what, wish, true, value);
  }

  public static Target atLeast(String what, double wish, double value) {
    return new Target(what, wish, false, value);
  }

  /** Whether the measured value keeps the bound. */
  public boolean met() {
    return atMost ? value <= wish : value >= wish;
  }
}
