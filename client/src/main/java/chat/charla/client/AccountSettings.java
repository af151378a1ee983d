package chat.charla.client;

import chat.charla.v1.AddCredentialRequest;
import chat.charla.v1.AddCredentialResponse;
import chat.charla.v1.BlockUserRequest;
import chat.charla.v1.BlockUserResponse;
import chat.charla.v1.ChangePasswordRequest;
import chat.charla.v1.ChangePasswordResponse;
import chat.charla.v1.CreateAccessTokenRequest;
import chat.charla.v1.CreateAccessTokenResponse;
import chat.charla.v1.ListBlockedUsersRequest;
import chat.charla.v1.ListBlockedUsersResponse;
import chat.charla.v1.ListCredentialsRequest;
import chat.charla.v1.ListCredentialsResponse;
import chat.charla.v1.ListSessionsRequest;
import chat.charla.v1.ListSessionsResponse;
import chat.charla.v1.RemoveCredentialRequest;
import chat.charla.v1.RemoveCredentialResponse;
import chat.charla.v1.RevokeSessionRequest;
import chat.charla.v1.RevokeSessionResponse;
import chat.charla.v1.UnblockUserRequest;
import chat.charla.v1.UnblockUserResponse;

/**
 * The calls by which the user of an account manages it: sessions, access tokens, credentials and
 * blocked users. All of them are answered and retried like {@link ChatClient#whoAmI}. {@link
 * ChatClient} itself has the calls that change the identity of the client, such as {@link
 * ChatClient#logIn}.
 *
 * <p>Thread-safe, like the {@link ChatClient} that it belongs to.
 */
public final class AccountSettings {
  private final Transport transport;
  private final ClientOptions options;
  private final SideCalls sideCalls;

  AccountSettings(Transport transport, ClientOptions options, SideCalls sideCalls) {
    this.transport = transport;
    this.options = options;
    this.sideCalls = sideCalls;
  }

  /** Requests the sessions of the identity. */
  public void listSessions(Answer<ListSessionsResponse> answer) {
    ListSessionsRequest request = ListSessionsRequest.getDefaultInstance();
    sideCalls.submit((token, inner) -> transport.listSessions(request, token, inner), answer);
  }

  /** Ends sessions of the account. */
  public void revokeSession(RevokeSessionRequest request, Answer<RevokeSessionResponse> answer) {
    sideCalls.submit((token, inner) -> transport.revokeSession(request, token, inner), answer);
  }

  /**
   * Creates an access token of the account, for another program. Only this answer has the token.
   *
   * @param request without a request id, which this client adds
   */
  public void createAccessToken(
      CreateAccessTokenRequest request, Answer<CreateAccessTokenResponse> answer) {
    CreateAccessTokenRequest sent = request.toBuilder().setRequestId(options.ids().get()).build();
    sideCalls.submit((token, inner) -> transport.createAccessToken(sent, token, inner), answer);
  }

  /**
   * Changes the account's password, which ends all its other sessions. A retry also succeeds if an
   * attempt whose answer was lost has changed the password.
   */
  public void changePassword(ChangePasswordRequest request, Answer<ChangePasswordResponse> answer) {
    PasswordChange change = new PasswordChange(transport, request);
    sideCalls.submit(change::attempt, answer);
  }

  /** Requests the credentials of the account. */
  public void listCredentials(Answer<ListCredentialsResponse> answer) {
    ListCredentialsRequest request = ListCredentialsRequest.getDefaultInstance();
    sideCalls.submit((token, inner) -> transport.listCredentials(request, token, inner), answer);
  }

  /**
   * Gives the account a further credential. To add a client certificate, the channel of the {@link
   * GrpcTransport} must present it.
   */
  public void addCredential(AddCredentialRequest request, Answer<AddCredentialResponse> answer) {
    sideCalls.submit((token, inner) -> transport.addCredential(request, token, inner), answer);
  }

  /** Removes a credential from the account, which ends all its other sessions. */
  public void removeCredential(
      RemoveCredentialRequest request, Answer<RemoveCredentialResponse> answer) {
    sideCalls.submit((token, inner) -> transport.removeCredential(request, token, inner), answer);
  }

  /** Refuses private messages of the user with this id to the account, on all its devices. */
  public void blockUser(String userId, Answer<BlockUserResponse> answer) {
    BlockUserRequest request = BlockUserRequest.newBuilder().setUserId(userId).build();
    sideCalls.submit((token, inner) -> transport.blockUser(request, token, inner), answer);
  }

  /** Accepts private messages of the user with this id again. */
  public void unblockUser(String userId, Answer<UnblockUserResponse> answer) {
    UnblockUserRequest request = UnblockUserRequest.newBuilder().setUserId(userId).build();
    sideCalls.submit((token, inner) -> transport.unblockUser(request, token, inner), answer);
  }

  /** Requests the users that the account blocks. */
  public void listBlockedUsers(Answer<ListBlockedUsersResponse> answer) {
    ListBlockedUsersRequest request = ListBlockedUsersRequest.getDefaultInstance();
    sideCalls.submit((token, inner) -> transport.listBlockedUsers(request, token, inner), answer);
  }
}
