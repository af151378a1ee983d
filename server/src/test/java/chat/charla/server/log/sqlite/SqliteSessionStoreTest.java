package chat.charla.server.log.sqlite;

import chat.charla.server.session.SessionStore;
import chat.charla.server.session.SessionStoreContract;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.io.TempDir;

class SqliteSessionStoreTest extends SessionStoreContract {
  private final Path directory;
  private SqliteStorage storage;

  SqliteSessionStoreTest(@TempDir Path directory) {
    this.directory = directory;
    this.storage = new SqliteStorage(directory);
  }

  @Override
  protected SessionStore open() {
    storage = new SqliteStorage(directory);
    storage.start();
    return storage.sessions();
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
