package chat.charla.server.storage;

import chat.charla.server.identity.IdentityStore;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** The {@link IdentityStore} of a {@link FakeStorage}. */
final class FakeIdentityStore implements IdentityStore {
  private final FakeDisk disk;
  private final FakeTransport transport;

  FakeIdentityStore(FakeDisk disk, FakeTransport transport) {
    this.disk = disk;
    this.transport = transport;
  }

  @Override
  public Map<String, Versioned> load() {
    transport.requireOpen();
    return disk.identities();
  }

  @Override
  public CompletionStage<Boolean> put(String key, long expectedVersion, byte[] record) {
    return transport.write(() -> disk.put(key, expectedVersion, record));
  }

  @Override
  public CompletionStage<Boolean> remove(String key, long expectedVersion) {
    return transport.write(() -> disk.remove(key, expectedVersion));
  }

  @Override
  public OptionalLong loadMassExpiryTime() {
    transport.requireOpen();
    return disk.massFound();
  }

  @Override
  public CompletionStage<Boolean> saveMassExpiryTime(OptionalLong observedMillis) {
    return transport.write(() -> disk.saveMassExpiryTime(observedMillis));
  }
}
