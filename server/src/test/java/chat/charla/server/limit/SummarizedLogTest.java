package chat.charla.server.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Frequent occurrences are logged rarely, with their number. */
class SummarizedLogTest {
  private final List<Long> told = new ArrayList<>();
  private long now = -5;
  private final SummarizedLog log = new SummarizedLog(() -> now);

  @Test
  void theFirstOccurrenceIsLoggedAtOnceAndLaterOnesTogether() {
    happens(1000);
    assertEquals(List.of(1L), told);
    now += Duration.ofSeconds(59).toNanos();
    happens(1);
    assertEquals(List.of(1L), told);

    now += Duration.ofSeconds(1).toNanos();
    happens(2);

    assertEquals(List.of(1L, 1001L), told);
  }

  @Test
  void rareOccurrencesAreLoggedEachTime() {
    for (int i = 0; i < 3; i++) {
      happens(1);
      now += Duration.ofMinutes(1).toNanos();
    }

    assertEquals(List.of(1L, 1L, 1L), told);
  }

  private void happens(int times) {
    for (int i = 0; i < times; i++) {
      log.count(told::add);
    }
  }
}
