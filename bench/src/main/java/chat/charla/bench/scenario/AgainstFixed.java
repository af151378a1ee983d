package chat.charla.bench.scenario;

import chat.charla.bench.http2.ClientProfile;
import chat.charla.bench.report.Result;
import chat.charla.bench.report.Row;
import java.util.List;

/**
 * Compares the results of one scenario for several client profiles with its result for {@link
 * ClientProfile#FIXED}, which must be added first. The profiles are not measured in turns, and each
 * has a server of its own. So the comparison is less exact than {@link ClientComparison}.
 */
final class AgainstFixed {
  private static final String COST = "server us/delivery";

  private List<Double> fixed = List.of();

  /**
   * Adds a column to each row: the row's cost divided by the cost in the same row for fixed
   * windows. Does nothing if there is no result for fixed windows yet.
   */
  void add(ClientProfile profile, Result result) {
    List<Row> rows = result.rows();
    if (profile == ClientProfile.FIXED) {
      fixed = rows.stream().map(AgainstFixed::cost).toList();
    }
    if (fixed.isEmpty()) {
      return;
    }
    for (int i = 0; i < fixed.size(); i++) {
      rows.get(i).with("of fixed", cost(rows.get(i)) / fixed.get(i));
    }
    result.note(
        "of fixed: the multiple of the CPU per delivery with fixed windows, on another server");
  }

  private static double cost(Row row) {
    return row.values().get(COST) instanceof Double cost ? cost : Double.NaN;
  }
}
