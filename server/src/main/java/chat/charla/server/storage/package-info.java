/**
 * What an adapter for another storage implements.
 *
 * <p>Start with {@link Storage}: it provides the {@link chat.charla.server.log.MessageLog} and the
 * {@link chat.charla.server.identity.IdentityStore}, and is started and closed by the wiring. What
 * it cannot start with is a {@link StorageException}: one line and a hint for the operator. {@link
 * WatchedStorage} wraps any storage and reports to {@link chat.charla.server.health.Health}.
 *
 * <p>The adapters are in the packages below; only the server's wiring names one. The package {@code
 * storage.v1} is generated and defines the bytes of the records, which are opaque to an adapter.
 */
@NullMarked
package chat.charla.server.storage;

import org.jspecify.annotations.NullMarked;
