package chat.charla.server.storage;

import chat.charla.server.health.Health;
import chat.charla.server.identity.IdentityStore;
import chat.charla.server.storage.StorageListener.Operation;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/**
 * A store of identities that reports the results of its writes to {@link Health}, and the failures
 * to a listener.
 */
final class WatchedIdentityStore implements IdentityStore {
  private final IdentityStore store;
  private final Health health;
  private final ReportedFailures failures;

  WatchedIdentityStore(IdentityStore store, Health health, StorageListener listener) {
    this.store = store;
    this.health = health;
    this.failures = new ReportedFailures(listener);
  }

  @Override
  public Map<String, Versioned> load() {
    return store.load();
  }

  @Override
  public CompletionStage<Boolean> put(String key, long expectedVersion, byte[] stored) {
    return failures.watch(
        Operation.IDENTITY, health.watch(() -> store.put(key, expectedVersion, stored)));
  }

  @Override
  public CompletionStage<Boolean> remove(String key, long expectedVersion) {
    return failures.watch(
        Operation.IDENTITY, health.watch(() -> store.remove(key, expectedVersion)));
  }

  @Override
  public OptionalLong loadMassExpiryTime() {
    return store.loadMassExpiryTime();
  }

  @Override
  public CompletionStage<Boolean> saveMassExpiryTime(OptionalLong observedMillis) {
    return failures.watch(
        Operation.IDENTITY, health.watch(() -> store.saveMassExpiryTime(observedMillis)));
  }
}
