package chat.charla.server.invitation;

import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Durable records of invitations by their ids.
 *
 * <p>When the stage of a write completes, the write is on disk. If the outcome is unknown, the
 * stage completes exceptionally with {@link chat.charla.server.log.LogUnavailableException}. Stages
 * complete on one of the store's threads. The store carries out writes in the order of the calls.
 * All methods are safe for use by several threads.
 */
public interface InvitationStore {

  /** Reads all records. Blocks on I/O. Used when the server starts. */
  Map<String, byte[]> load();

  /** Writes the record of an invitation, and replaces an earlier record. Completes with true. */
  CompletionStage<Boolean> put(String id, byte[] record);

  /** Removes a record, if it exists. Completes with true. */
  CompletionStage<Boolean> remove(String id);
}
