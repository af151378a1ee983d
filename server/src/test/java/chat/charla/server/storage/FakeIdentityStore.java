package chat.charla.server.storage;

import chat.charla.server.identity.IdentityStore;
import chat.charla.server.scheduling.Scheduler;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;

/** A {@link IdentityStore} for simulations, beside a {@link FakeMessageLog} on the same disk. */
public final class FakeIdentityStore implements IdentityStore {
  private final FakeDisk disk;
  private final FakeTransport transport;

  /**
   * Opens a store on this disk. Its writes have no order relative to those of the log.
   *
   * @param scheduler where stages complete
   * @param random draws delays and faults
   */
  public FakeIdentityStore(FakeDisk disk, Scheduler scheduler, Random random, FakeFaults faults) {
    this.disk = disk;
    this.transport = new FakeTransport(disk, scheduler, random, faults);
  }

  /** Refuses further calls. Pending ones are completed as time passes. */
  public void close() {
    transport.close();
  }

  /** Crashes: operations that have not reached the disk are lost, and no stage completes. */
  public void crash() {
    transport.crash();
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
}
