package chat.charla.bench.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The values of several runs.
 *
 * @param sorted the values in ascending order; at least one
 */
record Spread(List<Double> sorted) {

  static Spread of(List<Measured> runs, ToDoubleFunction<Measured> value) {
    return new Spread(runs.stream().map(value::applyAsDouble).sorted().toList());
  }

  /**
   * For each pair of runs with the same index: the CPU time per delivery of the run in {@code
   * runs}, divided by that of the run in {@code others}.
   */
  static Spread ofRatios(List<Measured> runs, List<Measured> others) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      ratios.add(runs.get(i).serverMicrosPerDelivery() / others.get(i).serverMicrosPerDelivery());
    }
    return new Spread(ratios.stream().sorted().toList());
  }

  double least() {
    return sorted.get(0);
  }

  double most() {
    return sorted.get(sorted.size() - 1);
  }

  double median() {
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
