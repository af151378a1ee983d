package chat.charla.server.storage;

import chat.charla.server.ban.AddressBanStore;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The {@link AddressBanStore} of a {@link FakeStorage}. */
final class FakeAddressBanStore implements AddressBanStore {
  private final FakeDisk disk;
  private final FakeTransport transport;

  FakeAddressBanStore(FakeDisk disk, FakeTransport transport) {
    this.disk = disk;
    this.transport = transport;
  }

  @Override
  public List<StoredBan> load() {
    transport.requireOpen();
    return disk.bans();
  }

  @Override
  public CompletionStage<Boolean> put(StoredBan ban) {
    return transport.write(() -> disk.putBan(ban));
  }

  @Override
  public CompletionStage<Boolean> remove(String range) {
    return transport.write(() -> disk.removeBan(range));
  }
}
