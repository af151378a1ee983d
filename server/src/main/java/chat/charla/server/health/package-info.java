/**
 * Determines whether the server does its work: the components report to {@link Health}. {@code
 * storage.WatchedStorage} reports for the storage.
 */
@NullMarked
package chat.charla.server.health;

import org.jspecify.annotations.NullMarked;
