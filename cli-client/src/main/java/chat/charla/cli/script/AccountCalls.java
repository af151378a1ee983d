package chat.charla.cli.script;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.connection.Explanations;
import chat.charla.client.Answer;
import chat.charla.client.Cancellable;
import chat.charla.client.PasswordChange;
import chat.charla.client.Transport;
import chat.charla.v1.AddCredentialRequest;
import chat.charla.v1.AddCredentialResponse;
import chat.charla.v1.ChangePasswordRequest;
import chat.charla.v1.ChangePasswordResponse;
import chat.charla.v1.CreateAccessTokenRequest;
import chat.charla.v1.CreateAccessTokenResponse;
import chat.charla.v1.CreateInvitationRequest;
import chat.charla.v1.CreateInvitationResponse;
import chat.charla.v1.Credential;
import chat.charla.v1.CredentialInfo;
import chat.charla.v1.DeleteAccountRequest;
import chat.charla.v1.DeleteAccountResponse;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.GetLoginOptionsRequest;
import chat.charla.v1.GetLoginOptionsResponse;
import chat.charla.v1.Invitation;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.ListCredentialsRequest;
import chat.charla.v1.ListCredentialsResponse;
import chat.charla.v1.ListInvitationsRequest;
import chat.charla.v1.ListInvitationsResponse;
import chat.charla.v1.ListSessionsRequest;
import chat.charla.v1.ListSessionsResponse;
import chat.charla.v1.LogInRequest;
import chat.charla.v1.LogInResponse;
import chat.charla.v1.LogOutRequest;
import chat.charla.v1.LogOutResponse;
import chat.charla.v1.RegisterRequest;
import chat.charla.v1.RegisterResponse;
import chat.charla.v1.RemoveCredentialRequest;
import chat.charla.v1.RemoveCredentialResponse;
import chat.charla.v1.ResetPasswordRequest;
import chat.charla.v1.ResetPasswordResponse;
import chat.charla.v1.RevokeInvitationRequest;
import chat.charla.v1.RevokeInvitationResponse;
import chat.charla.v1.RevokeSessionRequest;
import chat.charla.v1.RevokeSessionResponse;
import chat.charla.v1.Session;
import chat.charla.v1.User;
import chat.charla.v1.WhoAmIRequest;
import chat.charla.v1.WhoAmIResponse;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * The calls about accounts, to a server that has already answered a call. Each call waits for the
 * server's answer, and retries after transient failures. Immutable.
 */
public final class AccountCalls {
  private final Transport transport;

  /** Creates the calls. The caller closes the transport. */
  public AccountCalls(Transport transport) {
    this.transport = transport;
  }

  /** The password of an account, as a credential. */
  public static Credential password(String password) {
    return Credential.newBuilder().setPassword(password).build();
  }

  /** The server's options for joining, registering and logging in. */
  public GetLoginOptionsResponse options() throws CallFailedException, InterruptedIOException {
    GetLoginOptionsRequest request = GetLoginOptionsRequest.getDefaultInstance();
    return call(answer -> transport.getLoginOptions(request, answer));
  }

  /**
   * Creates an account.
   *
   * @param code an invitation code; empty on a server that needs none
   * @throws CallFailedException if the call failed. The exception tells whether the account may
   *     have been created
   */
  public JoinResponse register(String name, Credential credential, String label, String code)
      throws CallFailedException, InterruptedIOException {
    RegisterRequest request =
        RegisterRequest.newBuilder()
            .setName(name)
            .setCredential(credential)
            .setRequestId(UUID.randomUUID().toString())
            .setSessionLabel(label)
            .setInvitationCode(code)
            .build();
    try {
      return this.<RegisterResponse>call(answer -> transport.register(request, null, answer))
          .getJoined();
    } catch (CallFailedException e) {
      throw e.about(name);
    }
  }

  /**
   * Opens a session of an account.
   *
   * @param name the account's name; empty with an id token or a certificate, which identify the
   *     account themselves
   */
  public JoinResponse logIn(String name, Credential credential, String label)
      throws CallFailedException, InterruptedIOException {
    LogInRequest request =
        LogInRequest.newBuilder()
            .setName(name)
            .setCredential(credential)
            .setRequestId(UUID.randomUUID().toString())
            .setSessionLabel(label)
            .build();
    return this.<LogInResponse>call(answer -> transport.logIn(request, answer)).getJoined();
  }

  /** The user of the session with this token; empty if the session has ended. */
  public Optional<User> self(String token) throws CallFailedException, InterruptedIOException {
    WhoAmIRequest request = WhoAmIRequest.getDefaultInstance();
    try {
      return Optional.of(
          this.<WhoAmIResponse>call(answer -> transport.whoAmI(request, token, answer)).getSelf());
    } catch (CallFailedException e) {
      if (Explanations.isSessionOver(e.failure())) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Ends the session with this token. Also succeeds if the session has ended already. */
  public void logOut(String token) throws CallFailedException, InterruptedIOException {
    LogOutRequest request = LogOutRequest.getDefaultInstance();
    try {
      this.<LogOutResponse>call(answer -> transport.logOut(request, token, answer));
    } catch (CallFailedException e) {
      if (!Explanations.isSessionOver(e.failure())) {
        throw e;
      }
    }
  }

  /** The account's sessions. The most recently used comes first. */
  public List<Session> sessions(String token) throws CallFailedException, InterruptedIOException {
    ListSessionsRequest request = ListSessionsRequest.getDefaultInstance();
    return this.<ListSessionsResponse>call(answer -> transport.listSessions(request, token, answer))
        .getSessionsList();
  }

  /**
   * Creates an invitation, with which one person can create an account.
   *
   * @param note a note by which the user recognises the invitation; may be empty
   */
  public CreateInvitationResponse invite(String token, String note)
      throws CallFailedException, InterruptedIOException {
    CreateInvitationRequest request = CreateInvitationRequest.newBuilder().setNote(note).build();
    return call(answer -> transport.createInvitation(request, token, answer));
  }

  /** The account's invitations. The newest comes first. */
  public List<Invitation> invitations(String token)
      throws CallFailedException, InterruptedIOException {
    ListInvitationsRequest request = ListInvitationsRequest.getDefaultInstance();
    return this.<ListInvitationsResponse>call(
            answer -> transport.listInvitations(request, token, answer))
        .getInvitationsList();
  }

  /** Revokes an invitation of the account. Returns how many invitations the call has revoked. */
  public int revokeInvitation(String token, String invitationId)
      throws CallFailedException, InterruptedIOException {
    RevokeInvitationRequest request =
        RevokeInvitationRequest.newBuilder().setInvitationId(invitationId).build();
    return this.<RevokeInvitationResponse>call(
            answer -> transport.revokeInvitation(request, token, answer))
        .getRevokedCount();
  }

  /** Ends one session of the account. Returns how many sessions the call has ended. */
  public int revoke(String token, String sessionId)
      throws CallFailedException, InterruptedIOException {
    return revoke(token, RevokeSessionRequest.newBuilder().setSessionId(sessionId).build());
  }

  /** Ends all other sessions of the account. Returns how many sessions the call has ended. */
  public int revokeOthers(String token) throws CallFailedException, InterruptedIOException {
    return revoke(token, RevokeSessionRequest.newBuilder().setAllOthers(true).build());
  }

  private int revoke(String token, RevokeSessionRequest request)
      throws CallFailedException, InterruptedIOException {
    return this.<RevokeSessionResponse>call(
            answer -> transport.revokeSession(request, token, answer))
        .getRevokedCount();
  }

  /** The credentials of the account, without secrets. */
  public List<CredentialInfo> credentials(String token)
      throws CallFailedException, InterruptedIOException {
    ListCredentialsRequest request = ListCredentialsRequest.getDefaultInstance();
    return this.<ListCredentialsResponse>call(
            answer -> transport.listCredentials(request, token, answer))
        .getCredentialsList();
  }

  /** Adds a credential to the account. */
  public CredentialInfo addCredential(String token, Credential present, Credential added)
      throws CallFailedException, InterruptedIOException {
    AddCredentialRequest request =
        AddCredentialRequest.newBuilder().setPresent(present).setAdded(added).build();
    return this.<AddCredentialResponse>call(
            answer -> transport.addCredential(request, token, answer))
        .getCredential();
  }

  /** Removes a credential from the account. Returns how many other sessions have ended. */
  public int removeCredential(String token, Credential present, String id)
      throws CallFailedException, InterruptedIOException {
    RemoveCredentialRequest request =
        RemoveCredentialRequest.newBuilder().setPresent(present).setCredentialId(id).build();
    return this.<RemoveCredentialResponse>call(
            answer -> transport.removeCredential(request, token, answer))
        .getRevokedCount();
  }

  /**
   * Changes the password. Returns how many other sessions have ended.
   *
   * @throws CallFailedException if the call failed. The exception tells whether the password may
   *     have been changed
   */
  public int changePassword(String token, Credential present, String wanted)
      throws CallFailedException, InterruptedIOException {
    ChangePasswordRequest request =
        ChangePasswordRequest.newBuilder().setPresent(present).setNewPassword(wanted).build();
    PasswordChange change = new PasswordChange(transport, request);
    return this.<ChangePasswordResponse>call(answer -> change.attempt(token, answer))
        .getRevokedCount();
  }

  /** The account's access tokens. The most recently used comes first. */
  public List<Session> accessTokens(String token)
      throws CallFailedException, InterruptedIOException {
    return sessions(token).stream().filter(session -> session.getScopesCount() > 0).toList();
  }

  /**
   * Creates an access token of the account.
   *
   * @param wanted the label, the scopes and the lifetime
   * @throws CallFailedException if the call failed. The exception tells whether the access token
   *     may have been created
   */
  public CreateAccessTokenResponse createAccessToken(
      String token, Credential present, CreateAccessTokenRequest.Builder wanted)
      throws CallFailedException, InterruptedIOException {
    CreateAccessTokenRequest request =
        wanted.setPresent(present).setRequestId(UUID.randomUUID().toString()).build();
    return call(answer -> transport.createAccessToken(request, token, answer));
  }

  /** Sets a new password of an account by a recovery code, which is then used up. */
  public void resetPassword(String name, String code, String wanted)
      throws CallFailedException, InterruptedIOException {
    ResetPasswordRequest request =
        ResetPasswordRequest.newBuilder()
            .setName(name)
            .setRecoveryCode(code)
            .setNewPassword(wanted)
            .build();
    this.<ResetPasswordResponse>call(answer -> transport.resetPassword(request, answer));
  }

  /** Deletes the account. Also succeeds if an attempt whose answer was lost has deleted it. */
  public void deleteAccount(String token, Credential present)
      throws CallFailedException, InterruptedIOException {
    DeleteAccountRequest request = DeleteAccountRequest.newBuilder().setPresent(present).build();
    try {
      this.<DeleteAccountResponse>call(answer -> transport.deleteAccount(request, token, answer));
    } catch (CallFailedException e) {
      if (!e.isOutcomeUnknown() || e.failure().reason() != ErrorReason.ERROR_REASON_SESSION_ENDED) {
        throw e;
      }
    }
  }

  private <T> T call(Function<Answer<T>, Cancellable> call)
      throws CallFailedException, InterruptedIOException {
    return RetryingCall.call(transport, RetryLimit.STANDARD, call);
  }
}
