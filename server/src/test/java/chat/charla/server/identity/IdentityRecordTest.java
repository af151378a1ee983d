package chat.charla.server.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import chat.charla.server.fatal.BrokenStateError;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.server.scheduling.SimulatedScheduler;
import chat.charla.server.storage.v1.StoredIdentity;
import chat.charla.testkit.VirtualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/**
 * Changes of one identity's record are carried out one after the other, also if some of them fail.
 */
class IdentityRecordTest {
  private final VirtualTime time = new VirtualTime();
  private final Scheduler core = new SimulatedScheduler(time);
  private final Store store = new Store();
  private final List<String> told = new ArrayList<>();
  private final IdentityRecord record =
      new IdentityRecord(store, core, StoredIdentity.newBuilder().setId("ana").build(), 1);

  @Test
  void manyEmptyChangesAreDoneWithoutAStackOverflow() {
    int count = 200_000;
    int[] done = {0};
    rename("Ana");
    for (int i = 0; i < count; i++) {
      record.change(stored -> stored, durable -> done[0] += durable ? 1 : 0);
    }
    time.runUntilIdle();

    assertEquals(count, done[0]);
  }

  @Test
  void aChangeThatThrowsFailsAndTheNextIsDone() {
    record.change(
        stored -> {
          throw new IllegalStateException("a defect");
        },
        durable -> told.add("defective " + durable));
    rename("Ana");
    time.runUntilIdle();

    assertEquals(List.of("defective false", "Ana true"), told);
    assertEquals("Ana", record.value().getName());
  }

  @Test
  void anExceptionOfTheStoreIsTreatedAsAFailedWrite() {
    store.throwing = true;
    rename("Ana");
    time.runNext();
    store.throwing = false;

    rename("Berta");
    time.runUntilIdle();

    assertEquals(List.of("Ana false", "Berta true"), told);
    assertEquals("Berta", record.value().getName());
  }

  /** If the process went on, the record would stay busy, and its owner could change nothing. */
  @Test
  void aDefectAfterAWriteEndsTheProcess() {
    record.change(stored -> stored, durable -> told.add("nothing changed " + durable));
    assertThrows(
        BrokenStateError.class,
        () ->
            record.change(
                stored -> stored,
                durable -> {
                  throw new IllegalStateException("a defect");
                }));
  }

  private void rename(String name) {
    record.change(
        stored -> stored.toBuilder().setName(name).build(),
        durable -> told.add(name + " " + durable));
  }

  /** Writes at once. */
  private static final class Store implements IdentityStore {
    private boolean throwing;

    @Override
    public Map<String, Versioned> load() {
      return Map.of();
    }

    @Override
    public CompletionStage<Boolean> put(String key, long expectedVersion, byte[] stored) {
      if (throwing) {
        throw new IllegalStateException("a defect");
      }
      return CompletableFuture.completedFuture(true);
    }

    @Override
    public CompletionStage<Boolean> remove(String key, long expectedVersion) {
      return CompletableFuture.completedFuture(true);
    }

    @Override
    public OptionalLong loadMassExpiryTime() {
      return OptionalLong.empty();
    }

    @Override
    public CompletionStage<Boolean> saveMassExpiryTime(OptionalLong observedMillis) {
      return CompletableFuture.completedFuture(true);
    }
  }
}
