package chat.charla.server.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateTest {

  @ParameterizedTest
  @CsvSource({
    "100, PT10S, 1000, PT10S",
    "100, PT1S, 1000, PT1S",
    "600, PT1M, 6000, PT1M",
    "20, PT1S, 1000, PT5S",
    "1, PT1S, 1000, PT10S",
    "5, PT24H, 1000, PT10S",
  })
  void theRateOfRetriesIsTenfoldAndNeverTooLow(int count, Duration period, int times, Duration in) {
    Rate repetitions = new Rate(count, period).ofRepetitions();

    assertEquals(times, repetitions.count());
    assertEquals(in, repetitions.period());
  }

  @Test
  void evenTheHighestRateHasARateOfRetries() {
    Rate greatest = new Rate(Integer.MAX_VALUE, Duration.ofSeconds(3));

    assertEquals(Integer.MAX_VALUE, greatest.ofRepetitions().count());
  }

  @ParameterizedTest
  @CsvSource({
    "1000, PT1M, PT6S",
    "1000, PT1S, PT0.1S",
    "1, PT1S, PT10S",
    "5, PT24H, PT10S",
    "2147483647, PT3S, PT0.000001S",
  })
  void theRateOfNamesIsTenTimesTheRateOfFailures(int count, Duration period, Duration in) {
    assertEquals(new Rate(1000, in), new Rate(count, period).ofNames());
  }

  @Test
  void theDefaultRateOfNamesFollowsFromTheDefaultRateOfFailures() {
    Map<Quota, Rate> defaults = RateSettings.DEFAULT.perAddress();

    assertEquals(
        Objects.requireNonNull(defaults.get(Quota.FAILURES)).ofNames(), defaults.get(Quota.NAMES));
  }

  @Test
  void withoutALimitOnFailuresNamesHaveNoLimit() {
    assertTrue(Rate.UNLIMITED.ofNames().isUnlimited());
  }

  @Test
  void withoutALimitOnMessagesRetriesHaveNoLimit() {
    assertTrue(Rate.UNLIMITED.ofRepetitions().isUnlimited());
  }
}
