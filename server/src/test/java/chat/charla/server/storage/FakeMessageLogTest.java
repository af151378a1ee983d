package chat.charla.server.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.log.Append;
import chat.charla.server.log.Entry;
import chat.charla.server.log.LogUnavailableException;
import chat.charla.server.log.MessageLog;
import chat.charla.server.log.MessageLogContract;
import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import chat.charla.server.scheduling.SimulatedScheduler;
import chat.charla.testkit.Seeds;
import chat.charla.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("seeds")
class FakeMessageLogTest extends MessageLogContract {
  private static final TimelineId LOBBY = TimelineId.room("lobby");
  private static final TimelineId KITCHEN = TimelineId.room("kitchen");

  private static final long SEED = Seeds.one();

  private final Random random = new Random(SEED);
  private final VirtualTime time = new VirtualTime(random);
  private final FakeDisk disk = new FakeDisk();
  private final FakeFaults faults = new FakeFaults();
  private FakeStorage storage = newStorage();
  private MessageLog log = storage.messages();

  @Override
  protected MessageLog open() {
    storage = newStorage();
    log = storage.messages();
    return log;
  }

  @Override
  protected void close() {
    storage.close();
    time.runUntilIdle();
  }

  @Override
  public long written() {
    return disk.writes();
  }

  @Override
  public void await(CompletionStage<?> stage) {
    assertTrue(
        time.runUntil(() -> stage.toCompletableFuture().isDone()), "the stage never completes");
  }

  @Test
  void aCrashLosesAppendsThatHaveNotReachedTheDisk() {
    log.open(LOBBY);
    time.runUntilIdle();
    List<CompletionStage<Void>> appends = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      appends.add(log.append(append(i)));
      time.advance(Duration.ofMillis(1));
    }

    storage.crash();
    long acknowledged = appends.stream().filter(FakeMessageLogTest::isDone).count();
    time.runUntilIdle();

    assertEquals(acknowledged, appends.stream().filter(FakeMessageLogTest::isDone).count());
    CompletionStage<Tail> tail = open().open(LOBBY);
    time.runUntilIdle();
    long head = tail.toCompletableFuture().join().head();
    assertTrue(acknowledged <= head, "acknowledged " + acknowledged + ", on disk " + head);
    assertTrue(acknowledged > 0 && acknowledged < 100, () -> "acknowledged " + acknowledged);
  }

  @Test
  void aCrashedLogNeverAnswers() {
    storage.crash();

    CompletionStage<Tail> opened = log.open(LOBBY);
    time.runUntilIdle();

    assertFalse(isDone(opened));
    assertThrows(LogUnavailableException.class, log::timelines);
  }

  @Test
  void aFailedWriteMayHaveBeenCarriedOut() {
    faults.failingWrites(1);
    List<CompletionStage<Tail>> opened = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      opened.add(log.open(TimelineId.room("room" + i)));
    }

    time.runUntilIdle();

    for (CompletionStage<Tail> stage : opened) {
      assertUnavailable(stage);
    }
    int carriedOut = log.timelines().size();
    assertTrue(carriedOut > 0 && carriedOut < 200, () -> carriedOut + " of 200");
  }

  @Test
  void aLossOfPowerUndoesAFailedWriteUnlessAnotherHasFollowed() {
    log.open(LOBBY);
    time.runUntilIdle();
    faults.failingWrites(1).failedWritesHappen(true);
    log.append(append(0));
    time.runUntilIdle();
    assertEquals(1, disk.open(LOBBY).head(), "the append is visible");
    log.append(append(1));
    time.runUntilIdle();
    assertEquals(2, headOnDisk(), "the append is visible");

    disk.losePower();

    assertEquals(1, headOnDisk());
  }

  @Test
  void aLossOfPowerUndoesARecordTogetherWithItsTimeline() {
    log.openRoom(LOBBY, "kept".getBytes(UTF_8));
    time.runUntilIdle();
    faults.failingWrites(1).failedWritesHappen(true);
    log.openRoom(KITCHEN, "lost".getBytes(UTF_8));
    time.runUntilIdle();
    assertEquals(Set.of(LOBBY, KITCHEN), log.records().keySet(), "both are visible");

    disk.losePower();

    assertEquals(Set.of(LOBBY), log.timelines().keySet());
    assertEquals(Set.of(LOBBY), log.records().keySet());
  }

  @Test
  void readsCanFail() {
    faults.failingReads(1);

    CompletionStage<?> found = log.find(List.of());
    time.runUntilIdle();

    assertUnavailable(found);
  }

  @Test
  void theSameSeedGivesTheSameRun() {
    assertEquals(run(SEED), run(SEED));
  }

  private static List<String> run(long seed) {
    Random random = new Random(seed);
    VirtualTime time = new VirtualTime(random);
    MessageLog log =
        new FakeStorage(
                new FakeDisk(),
                new SimulatedScheduler(time),
                random,
                new FakeFaults().failingWrites(0.3))
            .messages();
    List<String> story = new ArrayList<>();
    log.open(LOBBY);
    for (int i = 0; i < 50; i++) {
      String number = Integer.toString(i);
      log.append(append(i))
          .whenComplete(
              (done, failure) -> story.add(time.nanoTime() + " " + number + " " + failure));
    }
    time.runUntilIdle();
    return story;
  }

  /** The head that readers see. Unlike {@link FakeDisk#open}, this does not change the disk. */
  private long headOnDisk() {
    return Objects.requireNonNull(disk.timelines().get(LOBBY)).head();
  }

  private FakeStorage newStorage() {
    return new FakeStorage(disk, new SimulatedScheduler(time), random, faults);
  }

  private static Append append(long expectedHead) {
    return new Append(
        List.of(
            new Append.Part(LOBBY, expectedHead, List.of(Entry.of("event".getBytes(UTF_8))), 0)),
        0);
  }

  private static boolean isDone(CompletionStage<?> stage) {
    return stage.toCompletableFuture().isDone();
  }

  private static void assertUnavailable(CompletionStage<?> stage) {
    CompletionException failure =
        assertThrows(CompletionException.class, () -> stage.toCompletableFuture().join());
    assertInstanceOf(LogUnavailableException.class, failure.getCause());
  }
}
