package chat.charla.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpansTest {
  @ParameterizedTest
  @CsvSource({
    "PT0.2S,1 s",
    "PT59S,59 s",
    "PT1M,1 min",
    "PT1M30S,1 min 30 s",
    "PT59M59.5S,1 h",
    "PT1H0M1S,1 h 1 min",
    "PT23H59M30S,1 d",
    "PT24H,1 d",
    "PT36H1S,1 d 13 h",
    "P3650D,3650 d"
  })
  void aTimeIsShownInItsTwoLargestUnits(Duration span, String shown) {
    assertEquals(shown, Spans.of(span));
  }

  @ParameterizedTest
  @CsvSource({"1s,PT1S", "10m,PT10M", "2h,PT2H", "3650d,P3650D"})
  void aTypedTimeIsParsed(String typed, Duration span) {
    assertEquals(Optional.of(span), Spans.parse(typed));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0s", "10", "-1m", "1w", "1.5h", "3651d", "99999999999s", "10 m"})
  void otherTextsAreNoTime(String typed) {
    assertTrue(Spans.parse(typed).isEmpty());
  }
}
