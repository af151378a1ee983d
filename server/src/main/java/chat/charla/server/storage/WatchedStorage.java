package chat.charla.server.storage;

import chat.charla.server.ban.AddressBanStore;
import chat.charla.server.clock.ClockStore;
import chat.charla.server.health.Health;
import chat.charla.server.identity.IdentityStore;
import chat.charla.server.invitation.InvitationStore;
import chat.charla.server.log.LogUnavailableException;
import chat.charla.server.log.MessageLog;

/**
 * A storage that reports to {@link Health} whether its parts work, and reports their operations to
 * a {@link StorageListener}. Its log passes no damaged event on.
 */
public final class WatchedStorage implements Storage {
  private final Storage storage;
  private final MessageLog messages;
  private final IdentityStore identities;
  private final InvitationStore invitations;
  private final ClockStore clock;
  private final AddressBanStore addressBans;

  /** Watches a storage without a listener. */
  public WatchedStorage(Storage storage, StoredFormat format, Health health) {
    this(storage, format, health, StorageListener.NONE);
  }

  /**
   * Watches a storage.
   *
   * @param format recognises damaged events
   */
  public WatchedStorage(
      Storage storage, StoredFormat format, Health health, StorageListener listener) {
    this.storage = storage;
    this.messages = new WatchedLog(new CheckedLog(storage.messages(), format), health, listener);
    this.identities = new WatchedIdentityStore(storage.identities(), health, listener);
    this.invitations = new WatchedInvitationStore(storage.invitations(), health, listener);
    this.clock = new WatchedClockStore(storage.clock(), health);
    this.addressBans = new WatchedAddressBanStore(storage.addressBans(), health);
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

  @Override
  public void start() {
    storage.start();
  }

  @Override
  public StorageException explain(LogUnavailableException failure) {
    return storage.explain(failure);
  }

  @Override
  public StorageSpace space() {
    return storage.space();
  }

  @Override
  public void close() {
    storage.close();
  }
}
