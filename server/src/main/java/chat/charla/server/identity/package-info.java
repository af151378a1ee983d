/**
 * Identities: their tokens, their names and the leases of the names, and their durable records.
 *
 * <p>Start with {@link Identity}. The {@link IdentityRecord} stores the durable state of an
 * identity through the port {@link IdentityStore}, which a storage implements. The {@link Lease}
 * says when the identity's name becomes free. An {@link Identity.Session} is one signed-in client
 * of the identity; {@link Sessions} opens and ends the sessions of accounts. {@link Identities}
 * finds a session by its token, and an identity by its id or name. {@link HeldNames} has the names
 * that identities hold.
 *
 * <p>A {@code Join} begins in {@link Admission}, which recognises repeated requests and gives known
 * identities their names. {@link NewIdentities} creates an identity: it checks the rates and the
 * name, lets {@link IdentityLimit} make room, claims the name, opens the inbox, and stores the
 * record. When the record is durable, it adds the identity to {@link Identities}, tells the {@link
 * IdentityListener}, and lets {@link Leases} start the lease. {@link Tokens} derives and compares
 * the tokens; the server stores only their hashes.
 *
 * <p>A name becomes free when its lease ends ({@link Leases}). An identity is deleted when it has
 * been silent for too long ({@link Expiry}, {@link MassExpiry}, {@link FutureTimes}). An
 * {@linkplain UnusedIdentities unused} identity may be deleted earlier, to make room for a new one
 * ({@link IdentityLimit}). The chat carries out both deletions.
 *
 * <p>This package depends neither on streams nor on rooms. It calls the chat through the ports
 * {@link SessionStream}, {@link IdentityHome}, {@link IdentityListener} and {@link JoinRates},
 * which the chat implements. Rooms see an identity as a {@link Participant} in a {@link Directory}.
 * Apart from these two ports, this package uses nothing of {@code room}.
 *
 * <p>The core, the serial executor that makes all decisions, owns all objects of this package
 * except the store. No method of these objects blocks.
 */
@NullMarked
package chat.charla.server.identity;

import chat.charla.server.room.Directory;
import chat.charla.server.room.Participant;
import org.jspecify.annotations.NullMarked;
