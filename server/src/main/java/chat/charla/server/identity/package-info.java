/**
 * The durable records of identities: {@link IdentityStore} is the port that keeps them. A storage
 * implements it; the chat reads all records when the server starts, and changes them one by one.
 */
@NullMarked
package chat.charla.server.identity;

import org.jspecify.annotations.NullMarked;
