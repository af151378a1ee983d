package chat.charla.server.storage;

import chat.charla.server.identity.IdentityStore;
import chat.charla.server.log.LogUnavailableException;
import chat.charla.server.log.MessageLog;

/**
 * Everything that the server stores: the message log and the records of identities, with their
 * start and their end.
 *
 * <p>The objects that {@link #messages} and {@link #identities} return can be passed on at once.
 * They work between {@link #start} and {@link #close}; before and afterwards they answer that the
 * storage is unavailable. One thread starts and closes the storage, once.
 */
public interface Storage extends AutoCloseable {

  /** The timelines with their messages. */
  MessageLog messages();

  /** The records of identities. */
  IdentityStore identities();

  /**
   * Opens what is stored. Blocks on I/O.
   *
   * @throws StorageException if that fails; nothing is left open then
   */
  void start();

  /**
   * Explains to the operator why a call has failed.
   *
   * @param failure with which {@link #messages} or {@link #identities} has answered
   */
  StorageException explained(LogUnavailableException failure);

  /**
   * Completes all pending calls and closes what {@link #start} opened. Later calls do nothing. Must
   * not be called on a thread that completes a stage: it may wait for these threads.
   */
  @Override
  void close();
}
