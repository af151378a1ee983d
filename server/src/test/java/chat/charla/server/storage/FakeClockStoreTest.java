package chat.charla.server.storage;

import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.clock.ClockStore;
import chat.charla.server.clock.ClockStoreContract;
import chat.charla.server.scheduling.SimulatedScheduler;
import chat.charla.testkit.Seeds;
import chat.charla.testkit.VirtualTime;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;

@Tag("seeds")
class FakeClockStoreTest extends ClockStoreContract {
  private static final long SEED = Seeds.one();

  private final Random random = new Random(SEED);
  private final VirtualTime time = new VirtualTime(random);
  private final FakeDisk disk = new FakeDisk();
  private FakeStorage storage = newStorage();

  @Override
  protected ClockStore open() {
    storage = newStorage();
    return storage.clock();
  }

  @Override
  protected void close() {
    storage.close();
    time.runUntilIdle();
  }

  @Override
  protected void await(CompletionStage<?> stage) {
    assertTrue(
        time.runUntil(() -> stage.toCompletableFuture().isDone()), "the stage never completes");
  }

  private FakeStorage newStorage() {
    return new FakeStorage(disk, new SimulatedScheduler(time), random, new FakeFaults());
  }
}
