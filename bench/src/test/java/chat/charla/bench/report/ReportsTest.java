package chat.charla.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReportsTest {
  private final Result result = new Result("fan-out");

  ReportsTest() {
    result.add(new Row().with("members", 2000).with("server us/delivery", 0.4567));
    result.add(new Row().with("members", 10).with("server us/delivery", 12345.678));
    result.add(new Exponent("CPU", "members", 0.5));
    result.add(Target.atMost("CPU", 0.5, 0.4567));
    result.add(Target.atLeast("sends", 100, 99));
    result.note("a note");
  }

  @Test
  void tablesAreAligned() {
    assertEquals(
        """

        == fan-out
           members  server us/delivery
              2000               0.457
                10              12,346
           CPU ~ members^0.50
           a note
           target CPU: 0.457, must be at most 0.500: met
           target sends: 99.0, must be at least 100: MISSED
        """,
        shown(true));
  }

  @Test
  void targetsAreInOneTable() {
    Result other = new Result("storm");
    other.add(Target.atMost("ms each", 0.6, 0.5));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new TextReport(new PrintStream(bytes, true, StandardCharsets.UTF_8), true)
        .showTargets(List.of(result, other));
    assertEquals(
        """

        == targets
           measurement     what         target  measured
               fan-out      CPU  at most 0.500     0.457     met
               fan-out    sends   at least 100      99.0  MISSED
                 storm  ms each  at most 0.600     0.500     met
        """,
        bytes.toString(StandardCharsets.UTF_8));
  }

  @Test
  void aSmokeRunHasNoVerdicts() {
    assertFalse(shown(false).contains("target"));
  }

  @Test
  void jsonHasTheSameFiguresUnrounded() {
    JsonObject json = JsonReport.json(result);
    assertEquals(
        0.4567,
        json.getAsJsonArray("rows")
            .get(0)
            .getAsJsonObject()
            .get("server us/delivery")
            .getAsDouble());
    assertEquals(
        2000, json.getAsJsonArray("rows").get(0).getAsJsonObject().get("members").getAsInt());
    assertTrue(json.getAsJsonArray("targets").get(0).getAsJsonObject().get("met").getAsBoolean());
    assertFalse(json.getAsJsonArray("targets").get(1).getAsJsonObject().get("met").getAsBoolean());
  }

  private String shown(boolean judging) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new TextReport(new PrintStream(bytes, true, StandardCharsets.UTF_8), judging).show(result);
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
