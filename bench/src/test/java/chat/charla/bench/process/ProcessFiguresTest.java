package chat.charla.bench.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import chat.charla.bench.BenchFailure;
import org.junit.jupiter.api.Test;

final class ProcessFiguresTest {

  @Test
  void cpuTimeIsUserTimeAndSystemTime() {
    String stat = "42 (java) S 1 42 42 0 -1 4194560 9 0 0 0 150 25 3 4 20 0 30 0 100 1 1";
    assertEquals(1_750_000, ProcessFigures.cpuMicros(stat));
  }

  @Test
  void aProcessNameMayLookLikeFields() {
    String stat = "42 (a) 1 (b) S 1 42 42 0 -1 4194560 9 0 0 0 1 2 3 4 20 0 30 0 100 1 1";
    assertEquals(30_000, ProcessFigures.cpuMicros(stat));
  }

  @Test
  void memoryIsResidentMemory() {
    assertEquals(
        123.0 * 1024, ProcessFigures.residentBytes("Name:\tx\nVmHWM:\t999 kB\nVmRSS:\t  123 kB\n"));
  }

  @Test
  void aProcessWithoutMemoryHasEnded() {
    assertThrows(BenchFailure.class, () -> ProcessFigures.residentBytes("Name:\tx\n"));
  }
}
