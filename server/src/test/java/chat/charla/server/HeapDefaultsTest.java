package chat.charla.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many identities and memberships each heap size allows: the table of docs/running.md. */
class HeapDefaultsTest {
  @ParameterizedTest
  @CsvSource({
    "256, 8192, 262144",
    "512, 16384, 524288",
    "1024, 32768, 1048576",
    "4096, 100000, 4194304",
    "65536, 100000, 10000000",
  })
  void theDefaultsFollowTheHeap(long mib, int identities, int memberships) {
    assertEquals(identities, HeapDefaults.identities(mib * 1024 * 1024));
    assertEquals(memberships, HeapDefaults.memberships(mib * 1024 * 1024));
  }
}
