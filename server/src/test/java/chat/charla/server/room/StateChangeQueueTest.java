package chat.charla.server.room;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.server.log.RoomUpdate;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.v1.Event;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Changes of a room's state in the queue of its posts. */
class StateChangeQueueTest extends PostingQueueFixture {
  @Test
  void aChangeComesBeforeThePostsThatWaitAndTheyComeBeforeTheNextChange() {
    post(ana, KEEPS_LOG_BUSY);
    post(ana, "waits");
    change("change");
    change("another change");
    time.runUntilIdle();

    assertEquals(
        List.of(
            KEEPS_LOG_BUSY + " done",
            "change applied",
            "change announced",
            "change done",
            "waits done",
            "another change applied",
            "another change announced",
            "another change done"),
        answers);
    assertEquals(4, timeline.tail().head());
  }

  @Test
  void aRefusedChangeDelaysNothing() {
    submit("refused", (change, batch) -> change.answer(Outcome.refused(Refusal.lastOwner())));
    submit("same", (change, batch) -> change.answer(Outcome.done(Optional.empty())));
    post(ana, "after");
    time.runUntilIdle();

    assertEquals(List.of("refused ERROR_REASON_LAST_OWNER", "same done", "after done"), answers);
    assertEquals(1, timeline.tail().head());
  }

  @Test
  void aDefectInOneChangeRefusesOnlyThisChange() {
    submit(
        "undecidable",
        (change, batch) -> {
          throw new IllegalStateException("a defect");
        });
    change("change");
    post(ana, "after");
    time.runUntilIdle();

    assertEquals(
        List.of(
            "undecidable ERROR_REASON_INTERNAL",
            "change applied",
            "change announced",
            "change done",
            "after done"),
        answers);
  }

  @Test
  void aChangeThatCannotBeStoredIsRefusedWithAllThatWaits() {
    faults.failedWritesHappen(false).failingWrites(1);
    change("first");
    change("second");
    post(ana, "post");
    time.advance(Duration.ofSeconds(1));
    change("third");
    time.advance(Duration.ofSeconds(1));
    faults.failingWrites(0);
    time.runUntilIdle();
    change("later");
    time.runUntilIdle();

    assertEquals(
        List.of(
            "first ERROR_REASON_STORAGE_UNAVAILABLE",
            "post ERROR_REASON_STORAGE_UNAVAILABLE",
            "second ERROR_REASON_STORAGE_UNAVAILABLE",
            "third ERROR_REASON_STORAGE_UNAVAILABLE",
            "later applied",
            "later announced",
            "later done"),
        answers);
    assertEquals(1, timeline.tail().head());
  }

  /** The write has failed, but the data are on the disk. The change then has its effects late. */
  @Test
  void aChangeThatIsFoundOnTheDiskIsApplied() {
    faults.failedWritesHappen(true).failingWrites(1);
    change("change");
    time.advance(Duration.ofSeconds(1));
    faults.failingWrites(0);
    time.runUntilIdle();

    assertEquals(
        List.of("change ERROR_REASON_STORAGE_UNAVAILABLE", "change applied", "change announced"),
        answers);
    assertEquals(1, timeline.tail().head());
  }

  private void change(String name) {
    submit(
        name,
        (change, batch) ->
            batch.add(
                change,
                timeline,
                Event.newBuilder().setSequence(timeline.tail().head() + 1).build(),
                new RoomUpdate(new byte[] {1}, Map.of()),
                () -> answers.add(name + " applied"),
                () -> answers.add(name + " announced")));
  }

  private void submit(String name, Decision decision) {
    StateChange change =
        new StateChange(
            now -> Outcome.done(Optional.empty()),
            bytes -> Optional.empty(),
            outcome ->
                outcome.match(
                    event -> answers.add(name + " done"),
                    refusal -> answers.add(name + " " + refusal.reason().name())));
    Consumer<Batch> decide = batch -> decision.decide(change, batch);
    core.execute(() -> queue.submit(change, decide));
  }

  private interface Decision {
    void decide(StateChange change, Batch batch);
  }
}
