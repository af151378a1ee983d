package chat.charla.server.password;

import chat.charla.server.limit.Origin;

/**
 * An attempt to log in with a password.
 *
 * @param name the name in the form by which names are compared, so that all spellings of a name
 *     count as the same name
 * @param origin the client's origin
 * @param fromKnownNetwork whether the account has been used from this origin before
 * @param hash the stored hash of the account's password; empty if there is no account of this name,
 *     or if it has no password
 */
public record PasswordAttempt(String name, Origin origin, boolean fromKnownNetwork, String hash) {}
