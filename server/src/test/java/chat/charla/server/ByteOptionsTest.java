package chat.charla.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.limit.Rate;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/** Options whose values are numbers of bytes. */
class ByteOptionsTest {
  private final ByteRateConverter rates = new ByteRateConverter();
  private final MinFreeConverter sizes = new MinFreeConverter();

  @ParameterizedTest
  @CsvSource({
    "50000000/1d, 50000000, PT24H",
    "50M/1d, 50000000, PT24H",
    "64MiB/12h, 67108864, PT12H",
    "1k/1s, 1000, PT1S",
    "2KiB/500ms, 2048, PT0.5S",
    "16G/1d, 16000000000, PT24H",
    "1TiB/1d, 1099511627776, PT24H",
    "1G/1s, 1000000000, PT1S",
  })
  void aRateOfBytesMayHaveUnits(String text, long bytes, Duration period) {
    assertEquals(new Rate(bytes, period), rates.convert(text));
  }

  @Test
  void zeroMeansNoLimit() {
    assertTrue(rates.convert("0").isUnlimited());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "50M",
        "50M/",
        "/1d",
        "50m/1d",
        "50 M/1d",
        "-1M/1d",
        "1.5G/1d",
        "50M/2d",
        "50MB/1d",
        "2G/1s",
        "999999999999TiB/1d",
        "9999999999999/1d"
      })
  void otherRatesAreRefused(String text) {
    TypeConversionException refusal =
        assertThrows(TypeConversionException.class, () -> rates.convert(text));

    assertTrue(String.valueOf(refusal.getMessage()).contains("64MiB/12h"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "5%; 5%",
        "0.5%; 0.5%",
        "80%; 80%",
        "0; 0",
        "10G; 10000000000",
        "1GiB; 1073741824",
        "5%,5G; 5%,5000000000"
      })
  void theFreeSpaceIsAPercentageOrASize(String text, String printed) {
    assertEquals(printed, sizes.convert(text).toString());
    assertEquals(printed, sizes.convert(printed).toString(), "what is printed can be read");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "%",
        "80.001%",
        "100%",
        "-1%",
        "5 %",
        "1.2345%",
        "5 GB",
        "999999999999TiB",
        "5%,",
        "5%, 5G",
        "5%,5%",
        "5G,5%",
        "5%,5G,5G",
        "5%,999999999999TiB"
      })
  void otherSizesAreRefused(String text) {
    assertThrows(TypeConversionException.class, () -> sizes.convert(text));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "999, 999 B",
    "1000, 1.0 kB",
    "12600000000, 12.6 GB",
    "5000000000000000, 5000.0 TB"
  })
  void sizesAreShownWithAUnit(long bytes, String shown) {
    assertEquals(shown, ByteCount.text(bytes));
  }
}
