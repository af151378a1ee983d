package chat.charla.server.grpc;

import chat.charla.admin.v1.AdminServiceGrpc;
import chat.charla.admin.v1.BackupRequest;
import chat.charla.admin.v1.BackupResponse;
import chat.charla.admin.v1.BanAddressRequest;
import chat.charla.admin.v1.BanAddressResponse;
import chat.charla.admin.v1.CreateAccountRequest;
import chat.charla.admin.v1.CreateAccountResponse;
import chat.charla.admin.v1.CreateInvitationRequest;
import chat.charla.admin.v1.CreateInvitationResponse;
import chat.charla.admin.v1.CreateRecoveryCodeRequest;
import chat.charla.admin.v1.CreateRecoveryCodeResponse;
import chat.charla.admin.v1.DeleteUserRequest;
import chat.charla.admin.v1.DeleteUserResponse;
import chat.charla.admin.v1.ExportUserRequest;
import chat.charla.admin.v1.ExportUserResponse;
import chat.charla.admin.v1.GetStatusRequest;
import chat.charla.admin.v1.GetStatusResponse;
import chat.charla.admin.v1.ListAccountsRequest;
import chat.charla.admin.v1.ListAccountsResponse;
import chat.charla.admin.v1.ListAddressBansRequest;
import chat.charla.admin.v1.ListAddressBansResponse;
import chat.charla.admin.v1.ListInvitationsRequest;
import chat.charla.admin.v1.ListInvitationsResponse;
import chat.charla.admin.v1.ListUserSessionsRequest;
import chat.charla.admin.v1.ListUserSessionsResponse;
import chat.charla.admin.v1.NotifyRequest;
import chat.charla.admin.v1.NotifyResponse;
import chat.charla.admin.v1.ReloadConfigRequest;
import chat.charla.admin.v1.ReloadConfigResponse;
import chat.charla.admin.v1.RenameUserRequest;
import chat.charla.admin.v1.RenameUserResponse;
import chat.charla.admin.v1.ResumeAccountRequest;
import chat.charla.admin.v1.ResumeAccountResponse;
import chat.charla.admin.v1.RevokeInvitationRequest;
import chat.charla.admin.v1.RevokeInvitationResponse;
import chat.charla.admin.v1.RevokeUserSessionsRequest;
import chat.charla.admin.v1.RevokeUserSessionsResponse;
import chat.charla.admin.v1.SetLogLevelRequest;
import chat.charla.admin.v1.SetLogLevelResponse;
import chat.charla.admin.v1.SetRoomRoleRequest;
import chat.charla.admin.v1.SetRoomRoleResponse;
import chat.charla.admin.v1.SuspendAccountRequest;
import chat.charla.admin.v1.SuspendAccountResponse;
import chat.charla.admin.v1.UnbanAddressRequest;
import chat.charla.admin.v1.UnbanAddressResponse;
import chat.charla.server.admin.Administration;
import chat.charla.server.admin.BackupCall;
import chat.charla.server.chat.BanAdministration;
import chat.charla.server.chat.Caller;
import chat.charla.server.chat.Chat;
import chat.charla.server.chat.InvitationAdministration;
import chat.charla.server.chat.UserAdministration;
import chat.charla.server.chat.UserExport;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.refusal.RefusalCounts;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The service of administrators. A call without the administration token only counts as a failed
 * call of its address.
 */
public final class AdminService implements AdminServiceGrpc.AsyncService {
  /**
   * Stands for an administrator, in place of the id of the user whose session a connection has
   * shown. No user has this id.
   */
  static final String OWNER = "!";

  private final Administration administration;
  private final Predicate<String> isToken;
  private final Chat chat;
  private final UserAdministration users;
  private final InvitationAdministration invitations;
  private final BanAdministration bans;
  private final UserExport export;
  private final ClientAddresses clients;
  private final Answers answers;

  private AdminService(AdminCalls admin, Chat chat, ClientAddresses clients, Answers answers) {
    this.administration = admin.administration();
    this.isToken = admin.isToken();
    this.chat = chat;
    this.users = chat.users();
    this.invitations = chat.invitations();
    this.bans = chat.bans();
    this.export = chat.export();
    this.clients = clients;
    this.answers = answers;
  }

  /**
   * The service definition to register with a gRPC server.
   *
   * @param chat counts the calls without the token
   * @param clients determines the address of each client
   * @param maxRequestBytes the length of the longest allowed request
   * @param refusals counts the refusals that clients get
   */
  public static ServerServiceDefinition bind(
      AdminCalls admin,
      Chat chat,
      ClientAddresses clients,
      int maxRequestBytes,
      RefusalCounts refusals) {
    AdminService service = new AdminService(admin, chat, clients, new Answers(refusals));
    return ServerInterceptors.intercept(
        ReadableRequests.refusingInvalid(
            AdminServiceGrpc.bindService(service),
            ReflectedContract.ADMIN,
            maxRequestBytes,
            refusals),
        new CallerInterceptor(clients));
  }

  @Override
  public void getStatus(GetStatusRequest request, StreamObserver<GetStatusResponse> client) {
    authorized(client, reply -> reply.accept(Outcome.done(administration.getStatus())));
  }

  @Override
  public void setLogLevel(SetLogLevelRequest request, StreamObserver<SetLogLevelResponse> client) {
    authorized(client, reply -> administration.setLogLevel(request, reply));
  }

  @Override
  public void reloadConfig(
      ReloadConfigRequest request, StreamObserver<ReloadConfigResponse> client) {
    authorized(client, administration::reloadConfig);
  }

  @Override
  public void notify(NotifyRequest request, StreamObserver<NotifyResponse> client) {
    authorized(client, reply -> administration.notify(request, reply));
  }

  @Override
  public void backup(BackupRequest request, StreamObserver<BackupResponse> client) {
    ServerCallStreamObserver<BackupResponse> stream =
        (ServerCallStreamObserver<BackupResponse>) client;
    authorized(
        client,
        reply ->
            stream.setOnCancelHandler(administration.backup(request, new Copy(stream, reply))));
  }

  @Override
  public void listAccounts(
      ListAccountsRequest request, StreamObserver<ListAccountsResponse> client) {
    authorized(client, reply -> users.list(request, reply));
  }

  @Override
  public void createAccount(
      CreateAccountRequest request, StreamObserver<CreateAccountResponse> client) {
    authorized(client, reply -> users.create(request, reply));
  }

  @Override
  public void suspendAccount(
      SuspendAccountRequest request, StreamObserver<SuspendAccountResponse> client) {
    authorized(client, reply -> users.suspend(request, reply));
  }

  @Override
  public void resumeAccount(
      ResumeAccountRequest request, StreamObserver<ResumeAccountResponse> client) {
    authorized(client, reply -> users.resume(request, reply));
  }

  @Override
  public void renameUser(RenameUserRequest request, StreamObserver<RenameUserResponse> client) {
    authorized(client, reply -> users.rename(request, reply));
  }

  @Override
  public void createRecoveryCode(
      CreateRecoveryCodeRequest request, StreamObserver<CreateRecoveryCodeResponse> client) {
    authorized(client, reply -> users.createRecoveryCode(request, reply));
  }

  @Override
  public void listUserSessions(
      ListUserSessionsRequest request, StreamObserver<ListUserSessionsResponse> client) {
    authorized(client, reply -> users.listSessions(request, reply));
  }

  @Override
  public void revokeUserSessions(
      RevokeUserSessionsRequest request, StreamObserver<RevokeUserSessionsResponse> client) {
    authorized(client, reply -> users.revokeSessions(request, reply));
  }

  @Override
  public void createInvitation(
      CreateInvitationRequest request, StreamObserver<CreateInvitationResponse> client) {
    authorized(client, reply -> invitations.create(request, reply));
  }

  @Override
  public void listInvitations(
      ListInvitationsRequest request, StreamObserver<ListInvitationsResponse> client) {
    authorized(client, reply -> invitations.list(request, reply));
  }

  @Override
  public void revokeInvitation(
      RevokeInvitationRequest request, StreamObserver<RevokeInvitationResponse> client) {
    authorized(client, reply -> invitations.revoke(request, reply));
  }

  @Override
  public void deleteUser(DeleteUserRequest request, StreamObserver<DeleteUserResponse> client) {
    authorized(client, reply -> users.delete(request, reply));
  }

  @Override
  public void exportUser(ExportUserRequest request, StreamObserver<ExportUserResponse> client) {
    ServerCallStreamObserver<ExportUserResponse> stream =
        (ServerCallStreamObserver<ExportUserResponse>) client;
    authorized(
        client,
        reply -> stream.setOnCancelHandler(export.begin(request, new ExportStream(stream, reply))));
  }

  @Override
  public void setRoomRole(SetRoomRoleRequest request, StreamObserver<SetRoomRoleResponse> client) {
    authorized(client, reply -> chat.rooms().setRole(request, reply));
  }

  @Override
  public void banAddress(BanAddressRequest request, StreamObserver<BanAddressResponse> client) {
    authorized(client, reply -> bans.ban(request, clients.trustedProxies(), reply));
  }

  @Override
  public void unbanAddress(
      UnbanAddressRequest request, StreamObserver<UnbanAddressResponse> client) {
    authorized(client, reply -> bans.unban(request, reply));
  }

  @Override
  public void listAddressBans(
      ListAddressBansRequest request, StreamObserver<ListAddressBansResponse> client) {
    authorized(client, bans::list);
  }

  /** Carries out the call if it is authorized, and refuses it otherwise. */
  private <T> void authorized(StreamObserver<T> client, Consumer<Consumer<Outcome<T>>> call) {
    Consumer<Outcome<T>> reply = answers.to(client);
    Caller caller = CallerInterceptor.current();
    if (!caller.secure()) {
      chat.failed(caller, Refusal.transportInsecure(), reply);
    } else if (!isToken.test(caller.token())) {
      chat.failed(caller, Refusal.adminRequired(), reply);
    } else {
      caller.connection().proven(OWNER);
      call.accept(reply);
    }
  }

  /** Sends progress only while the client reads, so that nothing is queued for it. */
  private record Copy(
      ServerCallStreamObserver<BackupResponse> client, Consumer<Outcome<BackupResponse>> reply)
      implements BackupCall {
    @Override
    public void progress(BackupResponse response) {
      if (client.isReady()) {
        client.onNext(response);
      }
    }

    @Override
    public void ended(Outcome<BackupResponse> outcome) {
      reply.accept(outcome);
    }
  }
}
