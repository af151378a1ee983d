package chat.charla.server.storage;

import chat.charla.server.clock.ClockMark;
import chat.charla.server.clock.ClockStore;
import chat.charla.server.health.Health;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A store of clock marks that reports the results of its writes to {@link Health}. */
record WatchedClockStore(ClockStore store, Health health) implements ClockStore {

  @Override
  public Optional<ClockMark> load() {
    return store.load();
  }

  @Override
  public CompletionStage<Boolean> save(ClockMark mark) {
    return health.watch(() -> store.save(mark));
  }
}
