package chat.charla.server.storage.sqlite;

import chat.charla.server.log.MessageLog;
import chat.charla.server.log.MessageLogContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.io.TempDir;

class SqliteMessageLogTest extends MessageLogContract {
  private final Path directory;
  private SqliteStorage storage;

  SqliteMessageLogTest(@TempDir Path directory) {
    this.directory = directory;
    this.storage = new SqliteStorage(directory);
  }

  @Override
  protected MessageLog open() {
    storage = new SqliteStorage(directory);
    storage.start();
    return storage.messages();
  }

  @Override
  protected void close() {
    storage.close();
  }

  /** The size of the write-ahead log. The tests write too little for a restart of this log. */
  @Override
  public long written() {
    try {
      return Files.size(directory.resolve("charla.db-wal"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void await(CompletionStage<?> stage) {
    Awaiting.await(stage);
  }
}
