package chat.charla.server.storage.sqlite;

import chat.charla.server.clock.ClockStore;
import chat.charla.server.clock.ClockStoreContract;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.io.TempDir;

class SqliteClockStoreTest extends ClockStoreContract {
  private final Path directory;
  private SqliteStorage storage;

  SqliteClockStoreTest(@TempDir Path directory) {
    this.directory = directory;
    this.storage = new SqliteStorage(directory);
  }

  @Override
  protected ClockStore open() {
    storage = new SqliteStorage(directory);
    storage.start();
    return storage.clock();
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
