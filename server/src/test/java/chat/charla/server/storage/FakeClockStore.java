package chat.charla.server.storage;

import chat.charla.server.clock.ClockMark;
import chat.charla.server.clock.ClockStore;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The {@link ClockStore} of a {@link FakeStorage}. */
final class FakeClockStore implements ClockStore {
  private final FakeDisk disk;
  private final FakeTransport transport;

  FakeClockStore(FakeDisk disk, FakeTransport transport) {
    this.disk = disk;
    this.transport = transport;
  }

  @Override
  public Optional<ClockMark> load() {
    transport.requireOpen();
    return disk.clock();
  }

  @Override
  public CompletionStage<Boolean> save(ClockMark mark) {
    return transport.write(() -> disk.save(mark));
  }
}
