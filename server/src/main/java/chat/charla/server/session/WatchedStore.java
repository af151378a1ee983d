package chat.charla.server.session;

import chat.charla.server.health.Health;
import chat.charla.server.health.WatchedLog;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** A session store that reports its writes to {@link Health}. */
record WatchedStore(SessionStore store, Health health) implements SessionStore {

  @Override
  public Map<String, Versioned> load() {
    return store.load();
  }

  @Override
  public CompletionStage<Boolean> put(String key, long expectedVersion, byte[] stored) {
    return WatchedLog.write(health, () -> store.put(key, expectedVersion, stored));
  }

  @Override
  public CompletionStage<Boolean> remove(String key, long expectedVersion) {
    return WatchedLog.write(health, () -> store.remove(key, expectedVersion));
  }
}
