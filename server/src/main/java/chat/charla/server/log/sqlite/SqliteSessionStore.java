package chat.charla.server.log.sqlite;

import chat.charla.server.session.SessionStore;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The session store, on top of the same writer and readers as the message log. */
final class SqliteSessionStore implements SessionStore {
  private final Writer writer;
  private final Readers readers;

  SqliteSessionStore(Writer writer, Readers readers) {
    this.writer = writer;
    this.readers = readers;
  }

  @Override
  public Map<String, Versioned> load() {
    return readers.readNow(tables -> tables.sessions().all());
  }

  @Override
  public CompletionStage<Boolean> put(String key, long expectedVersion, byte[] record) {
    return writer.submit(
        record.length,
        tables -> {
          if (tables.sessions().version(key) != expectedVersion) {
            return false;
          }
          tables.sessions().put(key, expectedVersion + 1, record);
          return true;
        });
  }

  @Override
  public CompletionStage<Boolean> remove(String key, long expectedVersion) {
    return writer.submit(
        0,
        tables -> {
          long version = tables.sessions().version(key);
          if (version == 0) {
            return true;
          }
          if (version != expectedVersion) {
            return false;
          }
          tables.sessions().delete(key);
          return true;
        });
  }
}
