package chat.charla.server.storage.sqlite;

import chat.charla.server.ban.AddressBanStore;
import chat.charla.server.ban.AddressBanStoreContract;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.io.TempDir;

class SqliteAddressBanStoreTest extends AddressBanStoreContract {
  private final Path directory;
  private SqliteStorage storage;

  SqliteAddressBanStoreTest(@TempDir Path directory) {
    this.directory = directory;
    this.storage = new SqliteStorage(directory);
  }

  @Override
  protected AddressBanStore open() {
    storage = new SqliteStorage(directory);
    storage.start();
    return storage.addressBans();
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
