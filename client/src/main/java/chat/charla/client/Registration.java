package chat.charla.client;

import chat.charla.v1.Credential;
import chat.charla.v1.RegisterRequest;
import java.util.function.Supplier;

/**
 * What a client sends when it registers an account. Immutable.
 *
 * @param name the name of the account; for a guest, empty to keep its name
 * @param credential the credential that the account gets
 * @param sessionLabel what the user recognises the session by; may be empty
 * @param invitationCode the code of an invitation, which some servers need; otherwise empty
 * @param requestId a UUID in its 36-character form, by which the server recognises a repetition;
 *     empty to let the client choose one
 */
public record Registration(
    String name,
    Credential credential,
    String sessionLabel,
    String invitationCode,
    String requestId) {

  /** A registration without a session label, for a server that needs no invitation. */
  public Registration(String name, Credential credential) {
    this(name, credential, "", "", "");
  }

  /** The same registration with this session label. */
  public Registration withSessionLabel(String label) {
    return new Registration(name, credential, label, invitationCode, requestId);
  }

  /** The same registration with this invitation code. */
  public Registration withInvitationCode(String code) {
    return new Registration(name, credential, sessionLabel, code, requestId);
  }

  /** The same registration with this request id. */
  public Registration withRequestId(String id) {
    return new Registration(name, credential, sessionLabel, invitationCode, id);
  }

  /**
   * The request of this registration.
   *
   * @param ids chooses the request id if the registration has none
   */
  RegisterRequest request(Supplier<String> ids) {
    return RegisterRequest.newBuilder()
        .setName(name)
        .setCredential(credential)
        .setRequestId(requestId.isEmpty() ? ids.get() : requestId)
        .setSessionLabel(sessionLabel)
        .setInvitationCode(invitationCode)
        .build();
  }

  /** Shows no secret. */
  @Override
  public String toString() {
    return "the registration of " + name;
  }
}
