/**
 * The server as its operator runs it: a process of its own, with real clients, which is stopped,
 * killed, held up and started badly.
 *
 * <p>The test kit: {@link ServerProcess} is the process and its console, {@link Chatter} a real
 * client that records what it is told.
 */
@NullMarked
package chat.charla.server.process;

import org.jspecify.annotations.NullMarked;
