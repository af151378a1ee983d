/**
 * Determines whether the server does its work: the components report to {@link Health}, and for the
 * storage {@code storage.WatchedStorage} does.
 */
@NullMarked
package chat.charla.server.health;

import org.jspecify.annotations.NullMarked;
