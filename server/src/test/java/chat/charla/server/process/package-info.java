/**
 * The server as its operator runs it: in a process of its own, with real clients, which is stopped,
 * killed, slowed down and started in a wrong way.
 *
 * <p>The test kit: {@link Clients} are the connections of a test, {@link Chatter} is a real client
 * that records what it receives.
 */
@NullMarked
package chat.charla.server.process;

import org.jspecify.annotations.NullMarked;
