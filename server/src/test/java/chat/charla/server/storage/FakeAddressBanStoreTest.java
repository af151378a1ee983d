package chat.charla.server.storage;

import chat.charla.server.ban.AddressBanStore;
import chat.charla.server.ban.AddressBanStoreContract;
import chat.charla.testkit.Seeds;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;

@Tag("seeds")
class FakeAddressBanStoreTest extends AddressBanStoreContract {
  private static final long SEED = Seeds.one();

  private final ReopenedStorage storage = new ReopenedStorage(SEED);

  @Override
  protected AddressBanStore open() {
    return storage.open().addressBans();
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
