/**
 * What a caller can ask for: joining, streams and their commands, messages, memberships and lists.
 *
 * <p>{@link Chat} is the entry point: it has a method for every RPC, which any thread may call. The
 * core, the serial executor that makes all decisions, owns everything behind it; {@link
 * ChatAssembly} connects the parts. {@link Authentication} finds the session of a token. {@link
 * Joining} carries out {@code Join}, and {@link IdentityEnd} ends identities. {@link Streams} has
 * all streams, and a {@link ConverseStream} is one of them; {@link CommandDispatch} carries out its
 * commands by {@link MessageGate} and {@link Memberships}. {@link Presence} tells rooms who is
 * present. {@link CommandRates} and {@link MessageGate} limit the rates.
 */
@NullMarked
package chat.charla.server.chat;

import org.jspecify.annotations.NullMarked;
