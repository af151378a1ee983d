/**
 * The server as its operator runs it: in a process of its own, with real clients, which is stopped,
 * killed, slowed down and started in a wrong way.
 *
 * <p>The test kit: {@link ServerProcess} is the process and its console, {@link Chatter} a real
 * client that records what it receives.
 */
@NullMarked
package chat.charla.server.process;

import org.jspecify.annotations.NullMarked;
