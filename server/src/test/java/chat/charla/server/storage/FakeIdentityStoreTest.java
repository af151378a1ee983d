package chat.charla.server.storage;

import chat.charla.server.identity.IdentityStore;
import chat.charla.server.identity.IdentityStoreContract;
import chat.charla.testkit.Seeds;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;

@Tag("seeds")
class FakeIdentityStoreTest extends IdentityStoreContract {
  private static final long SEED = Seeds.one();

  private final ReopenedStorage storage = new ReopenedStorage(SEED);

  @Override
  protected IdentityStore open() {
    return storage.open().identities();
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
