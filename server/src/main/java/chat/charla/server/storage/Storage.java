package chat.charla.server.storage;

import chat.charla.server.ban.AddressBanStore;
import chat.charla.server.clock.ClockStore;
import chat.charla.server.identity.IdentityStore;
import chat.charla.server.invitation.InvitationStore;
import chat.charla.server.log.LogUnavailableException;
import chat.charla.server.log.MessageLog;

/**
 * Everything that the server stores: the message log, the records of identities and invitations,
 * the last mark of the clock, and the bans of addresses, which are opened and closed together.
 *
 * <p>The wiring can get the parts of the storage before {@link #start}, and pass them on: {@link
 * #messages}, {@link #identities}, {@link #invitations}, {@link #clock} and {@link #addressBans}.
 * The parts work only between {@link #start} and {@link #close}. Before and afterwards, their calls
 * fail because the storage is unavailable. The owner must start and close the storage on one
 * thread, and start it only once.
 */
public interface Storage extends AutoCloseable {

  /** The timelines with their messages. */
  MessageLog messages();

  /** The records of identities. */
  IdentityStore identities();

  /** The records of invitations. */
  InvitationStore invitations();

  /** The last mark of the clock. */
  ClockStore clock();

  /** The bans of network addresses. */
  AddressBanStore addressBans();

  /**
   * Opens the storage. Blocks on I/O.
   *
   * @throws StorageException if the storage cannot be opened; this method has then closed
   *     everything that it had opened
   */
  void start();

  /**
   * Explains to the operator why a call has failed.
   *
   * @param failure the failure that {@link #messages} or {@link #identities} has reported
   */
  StorageException explain(LogUnavailableException failure);

  /**
   * The space that the storage uses, and the free space, as the file system reports them.
   * Thread-safe.
   */
  StorageSpace space();

  /**
   * Completes all pending calls and closes what {@link #start} opened. A second call does nothing.
   * The caller must not be a thread that completes a stage, because this method may wait for such a
   * thread.
   */
  @Override
  void close();
}
