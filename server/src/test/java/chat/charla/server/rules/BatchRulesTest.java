package chat.charla.server.rules;

import static chat.charla.server.rules.ScriptedClient.lobby;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.Event;
import chat.charla.v1.EventBatch;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A batch has whole events of one timeline, together at most 64 KiB. */
class BatchRulesTest {
  private static final int MAX_BATCH = 64 * 1024;
  private static final int WINDOW = 4 << 20;

  @ParameterizedTest
  @ValueSource(ints = {WINDOW, 0})
  void aBatchHasAtMost64KiB(int windowBytes) {
    World world = new World().windowBytes(windowBytes);
    ScriptedClient ana = world.join("Ana");
    ScriptedStream stream = laggingReader(ana);
    for (int i = 1; i <= 400; i++) {
      ana.say("x".repeat(i * 10));
    }
    evictTheWindowOfTheLobby(ana);

    world.pass(Duration.ofHours(1));

    assertTrue(stream.batches().size() > 1);
    stream.batches().forEach(batch -> assertTrue(batch.getSerializedSize() <= MAX_BATCH));
    assertTrue(
        stream.batches().stream().anyMatch(batch -> batch.getEventsCount() > 10),
        "many events share one batch");
    assertEquals(LongStream.rangeClosed(1, 400).boxed().toList(), stream.sequences("lobby"));
  }

  @ParameterizedTest
  @ValueSource(ints = {WINDOW, 0})
  void manySmallEventsAreDeliveredInBatchesOfAtMost64KiB(int windowBytes) {
    World world = new World().windowBytes(windowBytes);
    ScriptedClient ana = world.join("Ana");
    ScriptedStream stream = laggingReader(ana);
    for (int i = 1; i <= 2500; i++) {
      ana.say("x");
    }
    evictTheWindowOfTheLobby(ana);

    world.pass(Duration.ofHours(1));

    stream.batches().forEach(batch -> assertTrue(batch.getSerializedSize() <= MAX_BATCH));
    assertEquals(LongStream.rangeClosed(1, 2500).boxed().toList(), stream.sequences("lobby"));
  }

  @ParameterizedTest
  @ValueSource(ints = {WINDOW, 0})
  void anEventLargerThan64KiBHasABatchOfItsOwn(int windowBytes) {
    World world = new World().windowBytes(windowBytes).maxText(200_000);
    ScriptedClient ana = world.join("Ana");
    ScriptedStream stream = laggingReader(ana);
    ana.say("before");
    ana.say("x".repeat(150_000));
    ana.say("after");
    evictTheWindowOfTheLobby(ana);

    world.pass(Duration.ofHours(1));

    assertEquals(List.of(1L, 2L, 3L), stream.sequences("lobby"));
    EventBatch large =
        stream.batches().stream()
            .filter(batch -> batch.getSerializedSize() > MAX_BATCH)
            .findFirst()
            .orElseThrow();
    assertEquals(1, large.getEventsCount());
    assertEquals(2, large.getEvents(0).getSequence());
  }

  @ParameterizedTest
  @ValueSource(ints = {WINDOW, 0})
  void aBatchBelongsToOneTimeline(int windowBytes) {
    World world = new World().windowBytes(windowBytes);
    ScriptedClient ana = world.join("Ana");
    ScriptedStream stream = laggingReader(ana);
    for (int i = 1; i <= 100; i++) {
      ana.call(lobby("", "to all " + i)).get();
      ana.call(PrivateMessages.toId("", ana, "to me " + i)).get();
    }

    world.pass(Duration.ofHours(1));

    for (EventBatch batch : stream.batches()) {
      List<String> rooms = batch.getEventsList().stream().map(Event::getRoom).distinct().toList();
      assertEquals(1, rooms.size(), rooms::toString);
    }
    assertEquals(100, stream.sequences("lobby").size());
    assertEquals(100, stream.sequences("").size());
  }

  /**
   * Posts to the author's own inbox. With a window budget of 0, the server keeps only the window
   * that was written last, so it then has to read the lobby from the log.
   */
  private static void evictTheWindowOfTheLobby(ScriptedClient author) {
    author.call(PrivateMessages.toId("", author, "a note")).get();
  }

  /** Opens a stream that reads nothing for 30 minutes. */
  private static ScriptedStream laggingReader(ScriptedClient reader) {
    ScriptedStream stream = reader.online();
    stream.stall(Duration.ofMinutes(30));
    return stream;
  }
}
