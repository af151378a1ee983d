package chat.charla.server.identity;

import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/**
 * Durable records of identities by key, each changed by compare-and-set.
 *
 * <p>When the stage of a write completes, the write is on disk. If the outcome is unknown, the
 * stage completes exceptionally with {@link chat.charla.server.log.LogUnavailableException}. Stages
 * complete on one of the store's threads. The store carries out writes in the order of the calls.
 * All methods are safe for use by several threads.
 */
public interface IdentityStore {

  /** Reads all records. Blocks on I/O. Used when the server starts. */
  Map<String, Versioned> load();

  /**
   * Replaces the record if it has the expected version.
   *
   * @param expectedVersion the current version; 0 if there must be no record yet
   * @return true if the record was replaced and now has version {@code expectedVersion + 1}; false
   *     if the record had another version, so that it was not changed
   */
  CompletionStage<Boolean> put(String key, long expectedVersion, byte[] record);

  /**
   * Removes the record if it has the expected version. Completes with true if there is no record
   * with this key afterwards.
   */
  CompletionStage<Boolean> remove(String key, long expectedVersion);

  /**
   * Reads the time at which the server found that many identities had expired together ({@link
   * MassExpiry}), in milliseconds of the {@linkplain chat.charla.server.clock.ObservedTime observed
   * time}; empty if there is no mass expiry. Blocks on I/O. Used when the server starts.
   */
  OptionalLong loadMassExpiryTime();

  /** Replaces the time that {@link #loadMassExpiryTime} reads. Completes with true. */
  CompletionStage<Boolean> saveMassExpiryTime(OptionalLong observedMillis);

  /** A record and its version, which is 1 or more. */
  record Versioned(long version, byte[] record) {}
}
