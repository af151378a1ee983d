/**
 * Determines whether the server does its work: the components report to {@link Health}, and {@link
 * WatchedLog} reports for the storage.
 */
@NullMarked
package chat.charla.server.health;

import org.jspecify.annotations.NullMarked;
