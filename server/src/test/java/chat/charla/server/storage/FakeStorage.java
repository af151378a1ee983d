package chat.charla.server.storage;

import chat.charla.server.ban.AddressBanStore;
import chat.charla.server.clock.ClockStore;
import chat.charla.server.identity.IdentityStore;
import chat.charla.server.invitation.InvitationStore;
import chat.charla.server.log.LogUnavailableException;
import chat.charla.server.log.MessageLog;
import chat.charla.server.scheduling.Scheduler;
import java.util.Random;

/**
 * A {@link Storage} for simulations, in one thread and in virtual time. The disk outlives the
 * storage. The same random seed gives the same run.
 */
public final class FakeStorage implements Storage {
  private final FakeTransport toMessages;
  private final FakeTransport toIdentities;
  private final MessageLog messages;
  private final IdentityStore identities;
  private final InvitationStore invitations;
  private final ClockStore clock;
  private final AddressBanStore addressBans;

  /**
   * Opens the storage on this disk. The previous storage on this disk must have been closed or have
   * crashed. Writes of messages and writes of identities have no order relative to each other.
   *
   * @param scheduler completes the stages
   * @param random draws delays and faults
   */
  public FakeStorage(FakeDisk disk, Scheduler scheduler, Random random, FakeFaults faults) {
    this.toMessages = new FakeTransport(disk, scheduler, random, faults);
    this.toIdentities = new FakeTransport(disk, scheduler, random, faults);
    this.messages = new FakeMessageLog(disk, toMessages);
    this.identities = new FakeIdentityStore(disk, toIdentities);
    this.invitations = new FakeInvitationStore(disk, toIdentities);
    this.clock = new FakeClockStore(disk, toIdentities);
    this.addressBans = new FakeAddressBanStore(disk, toIdentities);
  }

  @Override
  public MessageLog messages() {
    return messages;
  }

  @Override
  public IdentityStore identities() {
    return identities;
  }

  @Override
  public InvitationStore invitations() {
    return invitations;
  }

  @Override
  public ClockStore clock() {
    return clock;
  }

  @Override
  public AddressBanStore addressBans() {
    return addressBans;
  }

  /** Does nothing: a fake storage is open from the beginning. */
  @Override
  public void start() {}

  @Override
  public StorageException explain(LogUnavailableException failure) {
    return new StorageException(String.valueOf(failure.getMessage()), "", failure);
  }

  @Override
  public StorageSpace space() {
    return StorageSpace.UNKNOWN;
  }

  /** Refuses further calls. Pending calls are completed as time passes. */
  @Override
  public void close() {
    toMessages.close();
    toIdentities.close();
  }

  /** Crashes: operations that have not reached the disk are lost, and no stage completes. */
  public void crash() {
    toMessages.crash();
    toIdentities.crash();
  }
}
