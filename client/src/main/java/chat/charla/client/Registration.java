package chat.charla.client;

import chat.charla.v1.Credential;
import chat.charla.v1.RegisterRequest;
import java.util.Objects;
import java.util.function.Supplier;

/** What a client sends when it registers an account. Immutable. */
public final class Registration {
  private final String name;
  private final Credential credential;
  private final String sessionLabel;
  private final String invitationCode;
  private final String requestId;

  /**
   * A registration without a session label, for a server that needs no invitation.
   *
   * @param name the name of the account; for a guest, empty to keep its name
   * @param credential the credential that the account gets
   */
  public Registration(String name, Credential credential) {
    this(name, credential, "", "", "");
  }

  private Registration(
      String name,
      Credential credential,
      String sessionLabel,
      String invitationCode,
      String requestId) {
    this.name = Objects.requireNonNull(name);
    this.credential = Objects.requireNonNull(credential);
    this.sessionLabel = Objects.requireNonNull(sessionLabel);
    this.invitationCode = Objects.requireNonNull(invitationCode);
    this.requestId = Objects.requireNonNull(requestId);
  }

  /** The same registration with this label, by which the user recognises the session. */
  public Registration withSessionLabel(String label) {
    return new Registration(name, credential, label, invitationCode, requestId);
  }

  /** The same registration with this code of an invitation, which some servers need. */
  public Registration withInvitationCode(String code) {
    return new Registration(name, credential, sessionLabel, code, requestId);
  }

  /**
   * The same registration with this request id, by which the server recognises a repetition.
   *
   * @param id a UUID in its 36-character form; empty to let the client choose one
   */
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
