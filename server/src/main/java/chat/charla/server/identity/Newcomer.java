package chat.charla.server.identity;

import chat.charla.server.storage.v1.StoredAccount;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for when it creates an identity.
 *
 * @param name the requested name
 * @param requestId the id of the request
 * @param label the text by which the user recognises the session, possibly empty
 * @param account the stored data of the account; null for a guest
 * @param admittance decides whether the identity may be stored
 */
public record Newcomer(
    String name,
    RequestId requestId,
    String label,
    @Nullable StoredAccount account,
    Admittance admittance) {}
