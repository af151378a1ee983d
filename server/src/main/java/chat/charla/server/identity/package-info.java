/**
 * Identities: their tokens, their names and the leases of the names, and their durable records.
 *
 * <p>Start with {@link Identity}. Its {@link IdentityRecord} stores its durable state through the
 * port {@link IdentityStore}, which a storage implements; its {@link Lease} knows when it was last
 * seen, and a {@link Session} is one signed-in client of it. {@link Identities} finds a session by
 * its token, and an identity by its id or name; {@link HeldNames} has the names that are taken.
 *
 * <p>A {@code Join} begins in {@link Admission}, which recognises repeated requests and gives known
 * identities their names. {@link NewIdentities} creates an identity: it checks the rates and the
 * name, lets {@link IdentityLimit} make room, claims the name, opens the inbox, and stores the
 * record. When that is durable, it adds the identity to {@link Identities}, tells the {@link
 * IdentityListener}, and {@link Leases} starts the lease. {@link Tokens} derives and compares the
 * tokens; the server stores only their hashes.
 *
 * <p>A name becomes free when its lease ends ({@link Leases}). An identity is deleted when it has
 * been silent for too long ({@link Expiry}). One that is {@linkplain UnusedIdentities unused} may
 * be deleted earlier, to make room for a new one ({@link IdentityLimit}). The chat carries out
 * both.
 *
 * <p>This package knows neither streams nor how rooms work. It calls them through the ports {@link
 * OpenStream}, {@link IdentityHome}, {@link IdentityListener} and {@link JoinRates}, which the chat
 * implements. Rooms see an identity as a {@link Participant} in a {@link Directory}: these two
 * ports are all that this package knows of {@code room}.
 *
 * <p>The core, the serial executor that makes all decisions, owns everything here; nothing here
 * blocks.
 */
@NullMarked
package chat.charla.server.identity;

import chat.charla.server.room.Directory;
import chat.charla.server.room.Participant;
import org.jspecify.annotations.NullMarked;
