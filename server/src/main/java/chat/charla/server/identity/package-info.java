/**
 * Identities: their tokens, their names and the leases of these, and their durable records.
 *
 * <p>Start with {@link Identity}. Its {@link IdentityRecord} stores its durable state through the
 * port {@link IdentityStore}, which a storage implements; its {@link Lease} says when it was last
 * seen, and a {@link Session} is one signed-in client of it. {@link Identities} finds a session by
 * its token, and an identity by its id or name; {@link HeldNames} has the names that are taken.
 *
 * <p>How an identity comes into being: {@link Admission} carries out {@code Join}. It finds a
 * repeated request, and asks {@link NewIdentities} for everything else. These check the name and
 * the rates, which are the port {@link JoinRates}, and let {@link IdentityLimit} make room. They
 * claim the name, open the inbox and choose the first rooms through the port {@link IdentityHome},
 * and store the record. When it is durable they announce the identity through the port {@link
 * IdentityListener}, and {@link Leases} start its lease. {@link Tokens} derives and compares the
 * tokens; the server stores only their hashes.
 *
 * <p>How it ends: {@link Leases} end the lease of a name, {@link Expiry} finds identities that were
 * silent for too long, and {@link IdentityLimit} deletes {@linkplain UnusedIdentities unused} ones
 * for new ones. Each calls a port, because the chat ends the identity.
 *
 * <p>The core, the serial executor that makes all decisions, owns everything here; nothing here
 * blocks. This package knows neither streams nor rooms: {@link OpenStream} is the port to the
 * stream of an identity, and rooms see an identity as a {@link Participant} of their {@link
 * Directory}.
 */
@NullMarked
package chat.charla.server.identity;

import chat.charla.server.room.Directory;
import chat.charla.server.room.Participant;
import org.jspecify.annotations.NullMarked;
