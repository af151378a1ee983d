/**
 * The server as its operator runs it: in a process of its own, with real clients. The tests stop
 * and kill the process, slow it down and start it with mistakes.
 *
 * <p>The test kit: {@link Clients} are the connections of a test, {@link Chatter} is a real client
 * that records what it receives.
 */
@NullMarked
package chat.charla.server.process;

import org.jspecify.annotations.NullMarked;
