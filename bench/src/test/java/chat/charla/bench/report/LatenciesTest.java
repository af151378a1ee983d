package chat.charla.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class LatenciesTest {
  private static final long MILLI = 1_000_000;

  @Test
  void aStallCountsForAllMessagesThatWaitForIt() {
    Latencies latencies = new Latencies();
    // A client sends a message each millisecond for two seconds. In the first second, the server
    // answers each message after a millisecond. Then it stalls for a second, and answers all the
    // other messages at once.
    for (long i = 0; i < 1000; i++) {
      latencies.record(i * MILLI, (i + 1) * MILLI);
    }
    for (long i = 1000; i < 2000; i++) {
      latencies.record(i * MILLI, 2000 * MILLI);
    }
    assertEquals(1, latencies.percentileMillis(25), 0.01);
    // Half of the messages have waited for the end of the stall, from 1 ms to 1 s each. A client
    // that waits for each answer would have sent, and measured, only one message during the stall.
    assertEquals(500, latencies.percentileMillis(75), 5);
    assertEquals(980, latencies.percentileMillis(99), 5);
    assertEquals(1000, latencies.maxMillis(), 1);
    assertEquals(2000, latencies.count());
  }

  @Test
  void aResetDiscardsEarlierLatencies() {
    Latencies latencies = new Latencies();
    latencies.record(0, 5000 * MILLI);
    latencies.reset();
    latencies.record(0, 2 * MILLI);
    assertEquals(1, latencies.count());
    assertEquals(2, latencies.maxMillis(), 0.01);
  }

  @Test
  void latenciesBeyondTheScaleCountAsItsMaximum() {
    Latencies latencies = new Latencies();
    latencies.record(0, 300_000 * MILLI);
    assertEquals(60_000, latencies.maxMillis(), 60);
  }
}
