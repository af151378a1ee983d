package chat.charla.server.log;

import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.scheduling.SimulatedTime;
import chat.charla.server.session.SessionStore;
import chat.charla.server.session.SessionStoreContract;
import chat.charla.testkit.Seeds;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;

@Tag("seeds")
class FakeSessionStoreTest extends SessionStoreContract {
  private static final long SEED = Seeds.one();

  private final Random random = new Random(SEED);
  private final SimulatedTime time = new SimulatedTime(random);
  private final FakeDisk disk = new FakeDisk();
  private FakeSessionStore store = newStore();

  @Override
  protected SessionStore open() {
    store = newStore();
    return store;
  }

  @Override
  protected void close() {
    store.close();
    time.runUntilIdle();
  }

  @Override
  protected void await(CompletionStage<?> stage) {
    assertTrue(
        time.runUntil(() -> stage.toCompletableFuture().isDone()), "the stage never completes");
  }

  private FakeSessionStore newStore() {
    return new FakeSessionStore(disk, time.newScheduler(), random, new FakeFaults());
  }
}
