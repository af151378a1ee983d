package chat.charla.server.storage;

import chat.charla.server.identity.IdentityStore;
import chat.charla.server.log.MessageLog;
import chat.charla.server.scheduling.Scheduler;
import java.util.Random;

/** A {@link Storage} for simulations: a log and a store of identities on the same disk. */
public final class FakeStorage implements Storage {
  private final FakeMessageLog messages;
  private final FakeIdentityStore identities;

  /**
   * Opens the storage on this disk. The writes of its log and those of its store have no order
   * relative to each other.
   *
   * @param scheduler where stages complete
   * @param random draws delays and faults
   */
  public FakeStorage(FakeDisk disk, Scheduler scheduler, Random random, FakeFaults faults) {
    this.messages = new FakeMessageLog(disk, scheduler, random, faults);
    this.identities = new FakeIdentityStore(disk, scheduler, random, faults);
  }

  @Override
  public MessageLog messages() {
    return messages;
  }

  @Override
  public IdentityStore identities() {
    return identities;
  }

  /** Does nothing: a fake storage is open from the beginning. */
  @Override
  public void start() {}

  /** Refuses further calls. Pending ones are completed as time passes. */
  @Override
  public void close() {
    messages.close();
    identities.close();
  }

  /** Crashes: operations that have not reached the disk are lost, and no stage completes. */
  public void crash() {
    messages.crash();
    identities.crash();
  }
}
