/**
 * Who is who: identities, the names they lease, and the streams they talk through.
 *
 * <p>{@link Chat} is the front door: every RPC is one method of it, callable from any thread.
 * Behind it everything is owned by the core, the one serial executor. {@link Identities} finds the
 * {@link Identity} that a token proves; {@link Admission} admits people, {@link NewIdentities}
 * makes their identities, as many as the {@link IdentityLimit} has places for; {@link Leases} takes
 * names back; {@link Memberships} enters and leaves rooms; a {@link Conversation} is one open
 * stream. {@link IdentityRecord} keeps what must survive, through the port {@link SessionStore}.
 * {@link Throttle} refuses what comes too fast.
 *
 * <p>Tokens are derived and compared in {@link Tokens}; the server keeps only their hashes.
 */
@NullMarked
package chat.charla.server.session;

import org.jspecify.annotations.NullMarked;
