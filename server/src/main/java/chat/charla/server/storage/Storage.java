package chat.charla.server.storage;

import chat.charla.server.identity.IdentityStore;
import chat.charla.server.log.LogUnavailableException;
import chat.charla.server.log.MessageLog;

/**
 * Everything that the server stores: the message log and the records of identities, which are
 * opened and closed together.
 *
 * <p>The objects that {@link #messages} and {@link #identities} return can be passed on before
 * {@link #start}. They work between {@link #start} and {@link #close}; before and afterwards they
 * answer that the storage is unavailable. One thread starts and closes the storage, once.
 */
public interface Storage extends AutoCloseable {

  /** The timelines with their messages. */
  MessageLog messages();

  /** The records of identities. */
  IdentityStore identities();

  /**
   * Opens the storage. Blocks on I/O.
   *
   * @throws StorageException if that fails; in that case nothing is left open
   */
  void start();

  /**
   * Explains to the operator why a call has failed.
   *
   * @param failure the failure that {@link #messages} or {@link #identities} has reported
   */
  StorageException explained(LogUnavailableException failure);

  /**
   * Completes all pending calls and closes what {@link #start} opened. Closing it again does
   * nothing. Must not be called on a thread that completes a stage, because this method may wait
   * for that thread.
   */
  @Override
  void close();
}
