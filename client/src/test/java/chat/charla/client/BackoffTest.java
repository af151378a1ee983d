package chat.charla.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final Duration BASE = Duration.ofMillis(250);
  private static final Duration CAP = Duration.ofSeconds(30);

  @Test
  @Tag("seeds")
  void everyWaitLiesBelowABoundThatDoubles() {
    Seeds.forEach(BackoffTest.class, 200, BackoffTest::requireBounds);
  }

  private static void requireBounds(long seed) {
    Backoff backoff = new Backoff(BASE, CAP, new Random(seed)::nextDouble);
    long bound = 250;
    for (int attempt = 0; attempt < 2_000; attempt++) {
      Duration wait = backoff.next(null);
      String description = "attempt " + attempt + ", wait " + wait;
      assertTrue(!wait.isNegative() && wait.compareTo(Duration.ofMillis(bound)) < 0, description);
      bound = Math.min(30_000, bound * 2);
    }
  }

  @Test
  void jitterIsAddedToTheServersDelay() {
    Backoff backoff = new Backoff(BASE, CAP, () -> 0.5);

    assertEquals(Duration.ofMillis(5_125), backoff.next(Duration.ofSeconds(5)));
    assertEquals(Duration.ofMillis(5_250), backoff.next(Duration.ofSeconds(5)));
  }

  @Test
  void waitsGrowUntilAStreamIsStable() {
    Story story = Story.withJitter(() -> Math.nextDown(1.0));
    FakeTransport.Stream stream = story.online();
    List<Long> bounds = new ArrayList<>();
    for (int attempt = 0; attempt < 9; attempt++) {
      stream.lose();
      bounds.add(delayOf(story));
      stream = story.nextStream();
      stream.ready();
    }
    assertEquals(List.of(250L, 500L, 1000L, 2000L, 4000L, 8000L, 16000L, 30000L, 30000L), bounds);

    story.time.advance(Duration.ofSeconds(10));
    stream.lose();

    assertEquals(250, delayOf(story));
  }

  private static long delayOf(Story story) {
    story.assertState(ConnectionState.Kind.WAITING);
    Duration delay = story.listener.state().delay();
    return delay == null ? -1 : Math.round(delay.toNanos() / 1e6);
  }
}
