/**
 * Whether the server does its work: {@link Health} is told by what does it, and {@link WatchedLog}
 * tells it of the storage.
 */
@NullMarked
package chat.charla.server.health;

import org.jspecify.annotations.NullMarked;
