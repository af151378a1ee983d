/**
 * Identities, the names that they lease, their streams and their memberships.
 *
 * <p>{@link Chat} is the entry point: it has a method for every RPC, which any thread may call. The
 * core, the serial executor that makes all decisions, owns everything behind it; {@link
 * ChatAssembly} connects the parts. {@link Authentication} finds the {@link Session} of a token,
 * and so its {@link Identity}. {@link Admission} carries out {@code Join}; {@link NewIdentities}
 * creates identities, as many as the {@link IdentityLimit} allows, and {@link IdentityEnd} ends
 * them. {@link Leases} ends the leases of names. {@link Streams} has all streams, and a {@link
 * ConverseStream} is one of them; {@link CommandDispatch} carries out its commands by {@link
 * MessageGate} and {@link Memberships}. {@link Presence} tells rooms who is present. {@link
 * IdentityRecord} stores the durable state of an identity through the port {@link
 * chat.charla.server.identity.IdentityStore}. {@link CommandRates} and {@link MessageGate} limit
 * the rates.
 *
 * <p>The classes of identities do not call rooms and streams directly, but the ports {@link
 * IdentityListener}, {@link IdentityHome} and {@link OpenStream}.
 *
 * <p>{@link Tokens} derives and compares session tokens; the server stores only their hashes.
 */
@NullMarked
package chat.charla.server.session;

import org.jspecify.annotations.NullMarked;
