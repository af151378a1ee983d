package chat.charla.server.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * In each minute, the first lines of a kind are written at once, and one summary counts the others.
 */
class LineLimitTest {
  private long now = -5;
  private final LineLimit limit = new LineLimit(() -> now);

  @Test
  void theFirstLinesOfAKindAreWrittenAtOnce() {
    assertEquals(3, written("a", 1000));
    assertEquals(3, written("b", 1000));
    assertEquals(List.of(), due());
  }

  @Test
  void oneSummaryAMinuteCountsTheLinesLeftOut() {
    written("a", 10);
    pass(59);
    assertEquals(List.of(), due());
    pass(1);
    assertEquals(List.of("a 9 (6 more)"), due());
    assertEquals(List.of(), due());
  }

  /** Otherwise a kind that once had too many lines would lose its rare lines from then on. */
  @Test
  void afterASummaryTheFirstLinesAreWrittenAtOnceAgain() {
    written("a", 10);
    for (int minute = 0; minute < 100; minute++) {
      pass(60);
      assertEquals(1, due().size());
      assertEquals(3, written("a", 100));
      assertEquals(0, written("a", 1));
    }
    for (int hour = 0; hour < 3; hour++) {
      pass(3600);
      due();
      assertEquals(1, written("a", 1));
    }
  }

  @Test
  void aSingleLineThatWasLeftOutIsWrittenLater() {
    written("a", 4);
    pass(60);
    assertEquals(List.of("a 3 (0 more)"), due());
  }

  @Test
  void afterAMinuteWithoutALineTheFirstLinesAreWrittenAtOnceAgain() {
    written("a", 5);
    pass(60);
    due();
    pass(60);
    assertEquals(List.of(), due());

    assertEquals(3, written("a", 5));
  }

  @Test
  void rareLinesAreAllWritten() {
    for (int i = 0; i < 10; i++) {
      assertEquals(3, written("a", 3));
      pass(60);
      assertEquals(List.of(), due());
    }
  }

  /** After a state has changed back and forth, the last summary shows the present state. */
  @Test
  void summariesHaveTheOrderOfTheirLastLines() {
    for (int i = 0; i < 5; i++) {
      written("fails", 1);
      written("works", 1);
    }
    written("fails", 1);
    pass(60);
    assertEquals(List.of("works 0 (1 more)", "fails 0 (2 more)"), due());
  }

  @Test
  void whatRemainsIsWrittenAtTheEnd() {
    written("a", 5);
    assertEquals(
        List.of("a 4 (1 more)"),
        limit.remainingSummaries().stream().map(Supplier::get).map(LineLimitTest::text).toList());
    assertEquals(List.of(), limit.remainingSummaries());
  }

  @Test
  void theNumberOfKindsIsLimited() {
    int most = LineLimit.MAX_KINDS;
    int written = IntStream.range(0, 10 * most).map(i -> written("kind " + i, 3)).sum();
    assertEquals(3 * most + 3, written);
    pass(60);
    assertEquals(1, due().size(), "all other kinds count as one");
    pass(60);
    assertTrue(due().isEmpty());
    assertEquals(3, written("new", 5), "kinds without lines are forgotten");
  }

  private int written(String kind, int times) {
    return (int)
        IntStream.range(0, times)
            .filter(i -> limit.count(kind, 3, () -> line(kind + " " + i)))
            .count();
  }

  private List<String> due() {
    return limit.dueSummaries().stream().map(Supplier::get).map(LineLimitTest::text).toList();
  }

  private void pass(int seconds) {
    now += Duration.ofSeconds(seconds).toNanos();
  }

  private static Line line(String text) {
    return Line.ofConsole(Instant.EPOCH, Level.INFO, text, Map.of());
  }

  private static String text(Line line) {
    return line.message() + " (" + line.leftOut() + " more)";
  }
}
