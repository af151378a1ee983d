package chat.charla.server.storage;

import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.scheduling.SimulatedScheduler;
import chat.charla.testkit.VirtualTime;
import java.util.Random;
import java.util.concurrent.CompletionStage;

/** A fake storage in virtual time, which a test closes and opens again. For one thread. */
final class ReopenedStorage {
  private final Random random;
  private final VirtualTime time;
  private final FakeDisk disk = new FakeDisk();
  private FakeStorage storage;

  /** Opens a storage that is empty. */
  ReopenedStorage(long seed) {
    random = new Random(seed);
    time = new VirtualTime(random);
    storage = newStorage();
  }

  /** Opens the storage on the same disk. */
  FakeStorage open() {
    storage = newStorage();
    return storage;
  }

  /** Closes the storage, and completes the calls in progress. */
  void close() {
    storage.close();
    time.runUntilIdle();
  }

  /** Advances the time until the stage completes. */
  void await(CompletionStage<?> stage) {
    assertTrue(
        time.runUntil(() -> stage.toCompletableFuture().isDone()), "the stage never completes");
  }

  private FakeStorage newStorage() {
    return new FakeStorage(disk, new SimulatedScheduler(time), random, new FakeFaults());
  }
}
