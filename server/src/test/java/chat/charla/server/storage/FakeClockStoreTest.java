package chat.charla.server.storage;

import chat.charla.server.clock.ClockStore;
import chat.charla.server.clock.ClockStoreContract;
import chat.charla.testkit.Seeds;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;

@Tag("seeds")
class FakeClockStoreTest extends ClockStoreContract {
  private static final long SEED = Seeds.one();

  private final ReopenedStorage storage = new ReopenedStorage(SEED);

  @Override
  protected ClockStore open() {
    return storage.open().clock();
  }

  @Override
  protected void close() {
    storage.close();
  }

  @Override
  protected void await(CompletionStage<?> stage) {
    storage.await(stage);
  }
}
