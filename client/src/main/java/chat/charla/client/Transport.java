package chat.charla.client;

import chat.charla.v1.AddCredentialRequest;
import chat.charla.v1.AddCredentialResponse;
import chat.charla.v1.BlockUserRequest;
import chat.charla.v1.BlockUserResponse;
import chat.charla.v1.ChangePasswordRequest;
import chat.charla.v1.ChangePasswordResponse;
import chat.charla.v1.CreateAccessTokenRequest;
import chat.charla.v1.CreateAccessTokenResponse;
import chat.charla.v1.CreateInvitationRequest;
import chat.charla.v1.CreateInvitationResponse;
import chat.charla.v1.DeleteAccountRequest;
import chat.charla.v1.DeleteAccountResponse;
import chat.charla.v1.ExecuteRequest;
import chat.charla.v1.ExecuteResponse;
import chat.charla.v1.GetLoginOptionsRequest;
import chat.charla.v1.GetLoginOptionsResponse;
import chat.charla.v1.GetRoomRequest;
import chat.charla.v1.GetRoomResponse;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.LeaveRequest;
import chat.charla.v1.LeaveResponse;
import chat.charla.v1.ListBlockedUsersRequest;
import chat.charla.v1.ListBlockedUsersResponse;
import chat.charla.v1.ListCredentialsRequest;
import chat.charla.v1.ListCredentialsResponse;
import chat.charla.v1.ListInvitationsRequest;
import chat.charla.v1.ListInvitationsResponse;
import chat.charla.v1.ListMembersRequest;
import chat.charla.v1.ListMembersResponse;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.ListMessagesResponse;
import chat.charla.v1.ListRoomsRequest;
import chat.charla.v1.ListRoomsResponse;
import chat.charla.v1.ListSessionsRequest;
import chat.charla.v1.ListSessionsResponse;
import chat.charla.v1.ListUsersRequest;
import chat.charla.v1.ListUsersResponse;
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
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.SendMessageResponse;
import chat.charla.v1.UnblockUserRequest;
import chat.charla.v1.UnblockUserResponse;
import chat.charla.v1.UpdateMemberRequest;
import chat.charla.v1.UpdateMemberResponse;
import chat.charla.v1.UpdateRoomRequest;
import chat.charla.v1.UpdateRoomResponse;
import chat.charla.v1.WhoAmIRequest;
import chat.charla.v1.WhoAmIResponse;
import org.jspecify.annotations.Nullable;

/**
 * Carries the calls of {@code ChatService}, {@code AccountService} and {@code RoomService}, one
 * method each.
 *
 * <p>Implementations guarantee the following. No method blocks or throws; every failure is reported
 * as a {@link CallFailure}. Methods may be called by any thread, and answers may come on any
 * thread, even before the method returns. Every call is answered exactly once, except that a
 * cancelled call may stay unanswered. A transport sets no time limits and does not retry: the
 * client does both.
 */
public interface Transport {
  /** Calls {@code Join}; with a token, for the identity of that token. */
  Cancellable join(JoinRequest request, @Nullable String token, Answer<JoinResponse> answer);

  /** Calls {@code WhoAmI}. */
  Cancellable whoAmI(WhoAmIRequest request, String token, Answer<WhoAmIResponse> answer);

  /** Calls {@code ListUsers}. */
  Cancellable listUsers(ListUsersRequest request, String token, Answer<ListUsersResponse> answer);

  /** Calls {@code ListRooms}. */
  Cancellable listRooms(ListRoomsRequest request, String token, Answer<ListRoomsResponse> answer);

  /** Calls {@code ListMessages}. */
  Cancellable listMessages(
      ListMessagesRequest request, String token, Answer<ListMessagesResponse> answer);

  /** Calls {@code SendMessage}, the unary form of the stream's command. */
  Cancellable sendMessage(
      SendMessageRequest request, String token, Answer<SendMessageResponse> answer);

  /** Calls {@code Execute}, which carries out one command without a stream. */
  Cancellable execute(ExecuteRequest request, String token, Answer<ExecuteResponse> answer);

  /** Calls {@code Leave}. */
  Cancellable leave(LeaveRequest request, String token, Answer<LeaveResponse> answer);

  // The calls of AccountService. By default they are refused as a server without this service does.

  /** Calls {@code GetLoginOptions}. */
  default Cancellable getLoginOptions(
      GetLoginOptionsRequest request, Answer<GetLoginOptionsResponse> answer) {
    return FailurePolicy.refuseAccounts(answer);
  }

  /** Calls {@code Register}; with a token, for the guest of that token. */
  default Cancellable register(
      RegisterRequest request, @Nullable String token, Answer<RegisterResponse> answer) {
    return FailurePolicy.refuseAccounts(answer);
  }

  /** Calls {@code LogIn}. */
  default Cancellable logIn(LogInRequest request, Answer<LogInResponse> answer) {
    return FailurePolicy.refuseAccounts(answer);
  }

  /** Calls {@code LogOut}. */
  default Cancellable logOut(LogOutRequest request, String token, Answer<LogOutResponse> answer) {
    return FailurePolicy.refuseAccounts(answer);
  }

  /** Calls {@code ListSessions}. */
  default Cancellable listSessions(
      ListSessionsRequest request, String token, Answer<ListSessionsResponse> answer) {
    return FailurePolicy.refuseAccounts(answer);
  }

  /** Calls {@code RevokeSession}. */
  default Cancellable revokeSession(
      RevokeSessionRequest request, String token, Answer<RevokeSessionResponse> answer) {
    return FailurePolicy.refuseAccounts(answer);
  }

  /** Calls {@code CreateAccessToken}. */
  default Cancellable createAccessToken(
      CreateAccessTokenRequest request, String token, Answer<CreateAccessTokenResponse> answer) {
    return FailurePolicy.refuseAccounts(answer);
  }

  /** Calls {@code ListCredentials}. */
  default Cancellable listCredentials(
      ListCredentialsRequest request, String token, Answer<ListCredentialsResponse> answer) {
    return FailurePolicy.refuseAccounts(answer);
  }

  /** Calls {@code AddCredential}. */
  default Cancellable addCredential(
      AddCredentialRequest request, String token, Answer<AddCredentialResponse> answer) {
    return FailurePolicy.refuseAccounts(answer);
  }

  /** Calls {@code RemoveCredential}. */
  default Cancellable removeCredential(
      RemoveCredentialRequest request, String token, Answer<RemoveCredentialResponse> answer) {
    return FailurePolicy.refuseAccounts(answer);
  }

  /** Calls {@code ChangePassword}. */
  default Cancellable changePassword(
      ChangePasswordRequest request, String token, Answer<ChangePasswordResponse> answer) {
    return FailurePolicy.refuseAccounts(answer);
  }

  /** Calls {@code ResetPassword}, without a token. */
  default Cancellable resetPassword(
      ResetPasswordRequest request, Answer<ResetPasswordResponse> answer) {
    return FailurePolicy.refuseAccounts(answer);
  }

  /** Calls {@code CreateInvitation}. */
  default Cancellable createInvitation(
      CreateInvitationRequest request, String token, Answer<CreateInvitationResponse> answer) {
    return FailurePolicy.refuseAccounts(answer);
  }

  /** Calls {@code ListInvitations}. */
  default Cancellable listInvitations(
      ListInvitationsRequest request, String token, Answer<ListInvitationsResponse> answer) {
    return FailurePolicy.refuseAccounts(answer);
  }

  /** Calls {@code RevokeInvitation}. */
  default Cancellable revokeInvitation(
      RevokeInvitationRequest request, String token, Answer<RevokeInvitationResponse> answer) {
    return FailurePolicy.refuseAccounts(answer);
  }

  /** Calls {@code DeleteAccount}. */
  default Cancellable deleteAccount(
      DeleteAccountRequest request, String token, Answer<DeleteAccountResponse> answer) {
    return FailurePolicy.refuseAccounts(answer);
  }

  /** Calls {@code BlockUser}. */
  default Cancellable blockUser(
      BlockUserRequest request, String token, Answer<BlockUserResponse> answer) {
    return FailurePolicy.refuseAccounts(answer);
  }

  /** Calls {@code UnblockUser}. */
  default Cancellable unblockUser(
      UnblockUserRequest request, String token, Answer<UnblockUserResponse> answer) {
    return FailurePolicy.refuseAccounts(answer);
  }

  /** Calls {@code ListBlockedUsers}. */
  default Cancellable listBlockedUsers(
      ListBlockedUsersRequest request, String token, Answer<ListBlockedUsersResponse> answer) {
    return FailurePolicy.refuseAccounts(answer);
  }

  // The calls of RoomService. By default they are refused as a server without this service does.

  /** Calls {@code GetRoom}. */
  default Cancellable getRoom(
      GetRoomRequest request, String token, Answer<GetRoomResponse> answer) {
    return FailurePolicy.refuseRooms(answer);
  }

  /** Calls {@code UpdateRoom}. */
  default Cancellable updateRoom(
      UpdateRoomRequest request, String token, Answer<UpdateRoomResponse> answer) {
    return FailurePolicy.refuseRooms(answer);
  }

  /** Calls {@code ListMembers}. */
  default Cancellable listMembers(
      ListMembersRequest request, String token, Answer<ListMembersResponse> answer) {
    return FailurePolicy.refuseRooms(answer);
  }

  /** Calls {@code UpdateMember}. */
  default Cancellable updateMember(
      UpdateMemberRequest request, String token, Answer<UpdateMemberResponse> answer) {
    return FailurePolicy.refuseRooms(answer);
  }

  /**
   * Opens a {@code Converse} stream. The transport itself sends no command and requests no frame.
   */
  StreamHandle converse(String token, StreamListener listener);

  /**
   * Abandons the current connection, established or not, because an attempt over it had no answer
   * in time. Later calls use a new connection, to the next of the server's addresses if there are
   * several. A call in progress on the old connection may continue or fail. A transport that makes
   * a new connection for each call need not override this method.
   */
  default void abandonConnection() {}

  /**
   * Abandons the current connection as {@link #abandonConnection} does, but at the application's
   * request, for example because the device has changed networks. The new connection starts with
   * the same address.
   */
  default void renewConnection() {
    abandonConnection();
  }
}
