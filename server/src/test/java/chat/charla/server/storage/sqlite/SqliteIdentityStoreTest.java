package chat.charla.server.storage.sqlite;

import chat.charla.server.identity.IdentityStore;
import chat.charla.server.identity.IdentityStoreContract;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.io.TempDir;

class SqliteIdentityStoreTest extends IdentityStoreContract {
  private final Path directory;
  private SqliteStorage storage;

  SqliteIdentityStoreTest(@TempDir Path directory) {
    this.directory = directory;
    this.storage = new SqliteStorage(directory);
  }

  @Override
  protected IdentityStore open() {
    storage = new SqliteStorage(directory);
    storage.start();
    return storage.identities();
  }

  @Override
  protected void close() {
    storage.close();
  }

  @Override
  protected void await(CompletionStage<?> stage) {
    Awaiting.await(stage);
  }
}
