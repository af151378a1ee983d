package chat.charla.server.identity;

import chat.charla.server.storage.v1.StoredAccount;
import org.jspecify.annotations.Nullable;

/**
 * The properties of an identity that a client or the operator wants to create.
 *
 * @param name the requested name
 * @param requestId the id of the request
 * @param label the text by which the user recognises the session, possibly empty
 * @param account the stored data of the account; null for a guest
 * @param check decides whether the identity may be stored
 */
public record IdentityRequest(
    String name,
    RequestId requestId,
    String label,
    @Nullable StoredAccount account,
    AdmissionCheck check) {}
