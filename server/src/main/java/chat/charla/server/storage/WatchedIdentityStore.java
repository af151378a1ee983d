package chat.charla.server.storage;

import chat.charla.server.health.Health;
import chat.charla.server.identity.IdentityStore;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** A store of identities that reports its writes to {@link Health}. */
record WatchedIdentityStore(IdentityStore store, Health health) implements IdentityStore {

  @Override
  public Map<String, Versioned> load() {
    return store.load();
  }

  @Override
  public CompletionStage<Boolean> put(String key, long expectedVersion, byte[] stored) {
    return health.watch(() -> store.put(key, expectedVersion, stored));
  }

  @Override
  public CompletionStage<Boolean> remove(String key, long expectedVersion) {
    return health.watch(() -> store.remove(key, expectedVersion));
  }
}
