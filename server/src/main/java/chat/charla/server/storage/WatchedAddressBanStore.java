package chat.charla.server.storage;

import chat.charla.server.ban.AddressBanStore;
import chat.charla.server.health.Health;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A store of bans that reports the results of its writes to {@link Health}. */
record WatchedAddressBanStore(AddressBanStore store, Health health) implements AddressBanStore {

  @Override
  public List<StoredBan> load() {
    return store.load();
  }

  @Override
  public CompletionStage<Boolean> put(StoredBan ban) {
    return health.watch(() -> store.put(ban));
  }

  @Override
  public CompletionStage<Boolean> remove(String range) {
    return health.watch(() -> store.remove(range));
  }
}
