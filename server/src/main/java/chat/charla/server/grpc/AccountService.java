package chat.charla.server.grpc;

import chat.charla.server.chat.AccountCalls;
import chat.charla.server.refusal.RefusalCounts;
import chat.charla.v1.AccountServiceGrpc;
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
import chat.charla.v1.GetLoginOptionsRequest;
import chat.charla.v1.GetLoginOptionsResponse;
import chat.charla.v1.ListBlockedUsersRequest;
import chat.charla.v1.ListBlockedUsersResponse;
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
import chat.charla.v1.UnblockUserRequest;
import chat.charla.v1.UnblockUserResponse;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.StreamObserver;

/** The service for accounts. The methods return at once; the core answers the calls later. */
public final class AccountService implements AccountServiceGrpc.AsyncService {
  private final AccountCalls calls;
  private final Answers answers;

  private AccountService(AccountCalls calls, RefusalCounts refusals) {
    this.calls = calls;
    this.answers = new Answers(refusals);
  }

  /**
   * The service definition to register with a gRPC server.
   *
   * @param certificates determines the address and the certificate of each client
   * @param maxRequestBytes the length of the longest allowed request
   * @param refusals counts the refusals that clients get
   */
  public static ServerServiceDefinition bind(
      AccountCalls calls,
      ClientCertificates certificates,
      int maxRequestBytes,
      RefusalCounts refusals) {
    AccountService service = new AccountService(calls, refusals);
    return ServerInterceptors.intercept(
        ReadableRequests.refusingInvalid(
            AccountServiceGrpc.bindService(service),
            ReflectedContract.ACCOUNT,
            maxRequestBytes,
            refusals),
        new CallerInterceptor(certificates));
  }

  @Override
  public void getLoginOptions(
      GetLoginOptionsRequest request, StreamObserver<GetLoginOptionsResponse> client) {
    calls.getLoginOptions(CallerInterceptor.current(), answers.to(client));
  }

  @Override
  public void register(RegisterRequest request, StreamObserver<RegisterResponse> client) {
    calls.register(CallerInterceptor.current(), request, answers.to(client));
  }

  @Override
  public void logIn(LogInRequest request, StreamObserver<LogInResponse> client) {
    calls.logIn(CallerInterceptor.current(), request, answers.to(client));
  }

  @Override
  public void resetPassword(
      ResetPasswordRequest request, StreamObserver<ResetPasswordResponse> client) {
    calls.resetPassword(CallerInterceptor.current(), request, answers.to(client));
  }

  @Override
  public void logOut(LogOutRequest request, StreamObserver<LogOutResponse> client) {
    calls.logOut(CallerInterceptor.current(), answers.to(client));
  }

  @Override
  public void listSessions(
      ListSessionsRequest request, StreamObserver<ListSessionsResponse> client) {
    calls.listSessions(CallerInterceptor.current(), answers.to(client));
  }

  @Override
  public void revokeSession(
      RevokeSessionRequest request, StreamObserver<RevokeSessionResponse> client) {
    calls.revokeSession(CallerInterceptor.current(), request, answers.to(client));
  }

  @Override
  public void changePassword(
      ChangePasswordRequest request, StreamObserver<ChangePasswordResponse> client) {
    calls.changePassword(CallerInterceptor.current(), request, answers.to(client));
  }

  @Override
  public void listCredentials(
      ListCredentialsRequest request, StreamObserver<ListCredentialsResponse> client) {
    calls.credentials().list(CallerInterceptor.current(), answers.to(client));
  }

  @Override
  public void addCredential(
      AddCredentialRequest request, StreamObserver<AddCredentialResponse> client) {
    calls.credentials().add(CallerInterceptor.current(), request, answers.to(client));
  }

  @Override
  public void removeCredential(
      RemoveCredentialRequest request, StreamObserver<RemoveCredentialResponse> client) {
    calls.credentials().remove(CallerInterceptor.current(), request, answers.to(client));
  }

  @Override
  public void createAccessToken(
      CreateAccessTokenRequest request, StreamObserver<CreateAccessTokenResponse> client) {
    calls.createAccessToken(CallerInterceptor.current(), request, answers.to(client));
  }

  @Override
  public void createInvitation(
      CreateInvitationRequest request, StreamObserver<CreateInvitationResponse> client) {
    calls.invitations().create(CallerInterceptor.current(), request, answers.to(client));
  }

  @Override
  public void listInvitations(
      ListInvitationsRequest request, StreamObserver<ListInvitationsResponse> client) {
    calls.invitations().list(CallerInterceptor.current(), answers.to(client));
  }

  @Override
  public void revokeInvitation(
      RevokeInvitationRequest request, StreamObserver<RevokeInvitationResponse> client) {
    calls.invitations().revoke(CallerInterceptor.current(), request, answers.to(client));
  }

  @Override
  public void deleteAccount(
      DeleteAccountRequest request, StreamObserver<DeleteAccountResponse> client) {
    calls.deleteAccount(CallerInterceptor.current(), request, answers.to(client));
  }

  @Override
  public void blockUser(BlockUserRequest request, StreamObserver<BlockUserResponse> client) {
    calls.blockUser(CallerInterceptor.current(), request, answers.to(client));
  }

  @Override
  public void unblockUser(UnblockUserRequest request, StreamObserver<UnblockUserResponse> client) {
    calls.unblockUser(CallerInterceptor.current(), request, answers.to(client));
  }

  @Override
  public void listBlockedUsers(
      ListBlockedUsersRequest request, StreamObserver<ListBlockedUsersResponse> client) {
    calls.listBlockedUsers(CallerInterceptor.current(), answers.to(client));
  }
}
