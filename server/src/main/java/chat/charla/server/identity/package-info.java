/**
 * Who is who.
 *
 * <p>{@link IdentityStore} keeps the durable records of identities.
 */
@NullMarked
package chat.charla.server.identity;

import org.jspecify.annotations.NullMarked;
