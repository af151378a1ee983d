package chat.charla.server.storage;

import chat.charla.server.health.Health;
import chat.charla.server.invitation.InvitationStore;
import chat.charla.server.storage.StorageListener.Operation;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * A store of invitations that reports the results of its writes to {@link Health}, and the failures
 * to a listener. The listener gets these operations as {@link Operation#IDENTITY}.
 */
final class WatchedInvitationStore implements InvitationStore {
  private final InvitationStore store;
  private final Health health;
  private final ReportedFailures failures;

  WatchedInvitationStore(InvitationStore store, Health health, StorageListener listener) {
    this.store = store;
    this.health = health;
    this.failures = new ReportedFailures(listener);
  }

  @Override
  public Map<String, byte[]> load() {
    return store.load();
  }

  @Override
  public CompletionStage<Boolean> put(String id, byte[] record) {
    return failures.watch(Operation.IDENTITY, health.watch(() -> store.put(id, record)));
  }

  @Override
  public CompletionStage<Boolean> remove(String id) {
    return failures.watch(Operation.IDENTITY, health.watch(() -> store.remove(id)));
  }
}
