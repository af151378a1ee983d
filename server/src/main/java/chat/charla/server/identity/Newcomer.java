package chat.charla.server.identity;

import chat.charla.server.storage.v1.StoredAccount;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants a new identity to be.
 *
 * @param name the name that it asks for
 * @param requestId the id of the request
 * @param label what the user recognises the session by, possibly empty
 * @param account what makes it an account; null for a guest
 */
public record Newcomer(
    String name, RequestId requestId, String label, @Nullable StoredAccount account) {}
