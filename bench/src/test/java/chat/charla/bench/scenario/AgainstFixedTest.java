package chat.charla.bench.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import chat.charla.bench.http2.ClientProfile;
import chat.charla.bench.report.Result;
import chat.charla.bench.report.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AgainstFixedTest {
  @Test
  void eachRowIsDividedByTheSameRowWithFixedWindows() {
    AgainstFixed against = new AgainstFixed();
    Result early = result(1, 1);
    against.add(ClientProfile.LEAN, early);
    Result fixed = result(2, 4);
    against.add(ClientProfile.FIXED, fixed);
    Result go = result(3, 5);
    against.add(ClientProfile.GRPC_GO, go);

    assertNull(early.rows().get(0).values().get("of fixed"));
    assertEquals(List.of(1.0, 1.0), multiples(fixed));
    assertEquals(List.of(1.5, 1.25), multiples(go));
  }

  private static Result result(double... costs) {
    Result result = new Result("fan-out");
    for (double cost : costs) {
      result.add(new Row().with("server us/delivery", cost));
    }
    return result;
  }

  private static List<Object> multiples(Result result) {
    return result.rows().stream().map(row -> row.values().get("of fixed")).toList();
  }
}
