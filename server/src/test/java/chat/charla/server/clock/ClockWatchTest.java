package chat.charla.server.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.RecordedLog;
import chat.charla.server.log.LogUnavailableException;
import chat.charla.server.scheduling.SimulatedScheduler;
import chat.charla.testkit.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the server logs and stores about the wall clock. */
class ClockWatchTest {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  @RegisterExtension final RecordedLog log = new RecordedLog(ClockWatch.class.getName());

  private final VirtualTime time = new VirtualTime();
  private SimulatedScheduler core = new SimulatedScheduler(time);
  private final Store store = new Store();
  private Duration shift = Duration.ZERO;

  @Test
  void aClockThatRunsSteadilyIsNotMentioned() {
    start();
    time.advance(Duration.ofDays(3));
    start();

    assertEquals(List.of(), log.lines().all());
  }

  @Test
  void aLongStopIsReportedOnceAtTheStart() {
    start();
    shift = Duration.ofDays(400).plusHours(2).plusMinutes(5);
    start();
    time.advance(Duration.ofDays(1));

    assertEquals(
        List.of(
            "WARNING The clock is 400d 2h 5m later than when the server last ran; only 1d of"
                + " this time counts for lifetimes"),
        log.lines().all());
  }

  @Test
  void aStartWithAnEarlierClockIsReportedOnce() {
    start();
    shift = Duration.ofHours(-3);
    start();
    time.advance(Duration.ofDays(1));

    assertEquals(
        List.of(
            "WARNING The clock is 3h earlier than when the server last ran; lifetimes do not change"),
        log.lines().all());
  }

  @Test
  void eachJumpIsReportedOnceWhileTheServerRuns() {
    start();
    shift = Duration.ofDays(400);
    time.advance(Duration.ofHours(5));
    shift = Duration.ZERO;
    time.advance(Duration.ofHours(5));

    assertEquals(
        List.of(
            "WARNING The clock was set forward by 400d, or the machine was suspended; lifetimes do not"
                + " change",
            "WARNING The clock was set back by 400d; lifetimes do not change"),
        log.lines().all());
  }

  @Test
  void aMarkIsStoredAtTheStartAndSixTimesAnHour() {
    start();
    assertEquals(1, store.saved.size());

    time.advance(Duration.ofHours(10));

    assertEquals(61, store.saved.size());
    ClockMark last = store.saved.get(60);
    assertEquals(BEGIN.plus(Duration.ofHours(10)).toEpochMilli(), last.wallMillis());
    assertEquals(last.wallMillis(), last.observedMillis());
  }

  @Test
  void manyShortRunsTogetherCountAsOneStop() {
    start();
    for (int i = 0; i < 10; i++) {
      shift = Duration.ofDays(i % 2 == 0 ? 400 : 0);
      start();
      time.advance(Duration.ofSeconds(50));
    }
    assertEquals(1, store.saved.size());

    shift = Duration.ofDays(400);
    start();
    time.advance(Duration.ofMinutes(1));
    assertEquals(2, store.saved.size());
    assertEquals(
        BEGIN.plus(ObservedTime.MAX_STOP).plus(Duration.ofMinutes(1)).toEpochMilli(),
        store.saved.get(1).observedMillis());
  }

  @Test
  void aMarkIsStoredWithinAMinuteOfAJump() {
    start();

    shift = Duration.ofDays(400);
    time.advance(Duration.ofMinutes(1));

    assertEquals(2, store.saved.size());
    ClockMark mark = store.saved.get(1);
    assertEquals(Duration.ofDays(400).toMillis(), mark.wallMillis() - mark.observedMillis());
  }

  @Test
  void storingAMarkIsTriedAgainAfterAFailure() {
    store.failing = true;
    start();
    time.advance(Duration.ofHours(1));
    assertTrue(store.saved.isEmpty());

    store.failing = false;
    time.advance(Duration.ofMinutes(10));

    assertEquals(1, store.saved.size());
  }

  @Test
  void withoutAMarkObservedTimeContinuesFromTheLatestStoredTime() {
    ObservedTime observed = new ObservedTime(core, this::wallClock);
    Instant latest = BEGIN.minus(Duration.ofDays(90));

    new ClockWatch(core, this::wallClock, observed, store)
        .begin(() -> OptionalLong.of(latest.toEpochMilli()));

    assertEquals(latest.plus(ObservedTime.MAX_STOP).toEpochMilli(), observed.millis());
  }

  @Test
  void withoutAMarkObservedTimeDoesNotJumpToAStoredTimeInTheFuture() {
    ObservedTime observed = new ObservedTime(core, this::wallClock);

    new ClockWatch(core, this::wallClock, observed, store)
        .begin(() -> OptionalLong.of(BEGIN.plus(Duration.ofDays(400)).toEpochMilli()));

    assertEquals(BEGIN.toEpochMilli(), observed.millis());
  }

  /** Kills the server, if it runs, and starts another one on its disk. */
  private void start() {
    core.kill();
    core = new SimulatedScheduler(time);
    ClockWatch watch =
        new ClockWatch(core, this::wallClock, new ObservedTime(core, this::wallClock), store);
    watch.begin(OptionalLong::empty);
    watch.schedule();
  }

  private Instant wallClock() {
    return BEGIN.plusNanos(time.nanoTime()).plus(shift);
  }

  private static final class Store implements ClockStore {
    private final List<ClockMark> saved = new ArrayList<>();
    private boolean failing;

    @Override
    public Optional<ClockMark> load() {
      return saved.isEmpty() ? Optional.empty() : Optional.of(saved.get(saved.size() - 1));
    }

    @Override
    public CompletionStage<Boolean> save(ClockMark mark) {
      if (failing) {
        return CompletableFuture.failedFuture(new LogUnavailableException("full", null));
      }
      saved.add(mark);
      return CompletableFuture.completedFuture(true);
    }
  }
}
