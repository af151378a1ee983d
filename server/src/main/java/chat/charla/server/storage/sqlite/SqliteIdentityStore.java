package chat.charla.server.storage.sqlite;

import chat.charla.server.identity.IdentityStore;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** The store of identities. It uses the same writer and readers as the message log. */
final class SqliteIdentityStore implements IdentityStore {
  private static final String MASS_EXPIRY_TIME = "mass-expiry.found-millis";

  private final Writer writer;
  private final Readers readers;

  SqliteIdentityStore(Writer writer, Readers readers) {
    this.writer = writer;
    this.readers = readers;
  }

  @Override
  public Map<String, Versioned> load() {
    return readers.readNow(tables -> tables.identities().all());
  }

  @Override
  public CompletionStage<Boolean> put(String key, long expectedVersion, byte[] record) {
    return writer.submit(
        record.length,
        tables -> {
          if (tables.identities().version(key) != expectedVersion) {
            return false;
          }
          tables.identities().put(key, expectedVersion + 1, record);
          return true;
        });
  }

  @Override
  public CompletionStage<Boolean> remove(String key, long expectedVersion) {
    return writer.submit(
        0,
        tables -> {
          long version = tables.identities().version(key);
          if (version == 0) {
            return true;
          }
          if (version != expectedVersion) {
            return false;
          }
          tables.identities().delete(key);
          return true;
        });
  }

  @Override
  public OptionalLong loadMassExpiryTime() {
    return readers.readNow(
        tables -> {
          Long found = tables.numbers().find(MASS_EXPIRY_TIME);
          return found == null ? OptionalLong.empty() : OptionalLong.of(found);
        });
  }

  @Override
  public CompletionStage<Boolean> saveMassExpiryTime(OptionalLong observedMillis) {
    return writer.submit(
        0,
        tables -> {
          if (observedMillis.isPresent()) {
            tables.numbers().put(MASS_EXPIRY_TIME, observedMillis.getAsLong());
          } else {
            tables.numbers().delete(MASS_EXPIRY_TIME);
          }
          return true;
        });
  }
}
