package chat.charla.server.rules;

import static chat.charla.server.rules.ScriptedClient.password;

import chat.charla.admin.v1.AccountInfo;
import chat.charla.admin.v1.AdminServiceGrpc;
import chat.charla.admin.v1.ListAccountsRequest;
import chat.charla.admin.v1.ListUserSessionsRequest;
import chat.charla.admin.v1.SuspendAccountRequest;
import chat.charla.admin.v1.SuspendAccountResponse;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.LogInRequest;
import chat.charla.v1.LogInResponse;
import chat.charla.v1.ResetPasswordRequest;
import chat.charla.v1.ResetPasswordResponse;
import chat.charla.v1.Session;
import com.google.common.collect.MoreCollectors;
import com.google.protobuf.MessageLite;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An operator, Ana, who has an account and is logged in, and what the operator asks for. */
abstract class UserAdministrationFixture {
  final World world = new World();
  final ScriptedClient operator = world.operator();
  final ScriptedClient ana = world.stranger().registered("Ana");

  List<AccountInfo> list(ListAccountsRequest request) {
    return call(AdminServiceGrpc.getListAccountsMethod(), request).get().getAccountsList();
  }

  AccountInfo info(String id) {
    return list(ListAccountsRequest.newBuilder().setGuests(true).build()).stream()
        .filter(account -> account.getUser().getId().equals(id))
        .collect(MoreCollectors.onlyElement());
  }

  Reply<SuspendAccountResponse> suspend(ScriptedClient user, @Nullable Duration duration) {
    SuspendAccountRequest.Builder request = SuspendAccountRequest.newBuilder().setUserId(user.id());
    if (duration != null) {
      request.getDurationBuilder().setSeconds(duration.toSeconds());
    }
    return call(AdminServiceGrpc.getSuspendAccountMethod(), request.build());
  }

  List<Session> sessions(String id) {
    return call(
            AdminServiceGrpc.getListUserSessionsMethod(),
            ListUserSessionsRequest.newBuilder().setUserId(id).build())
        .get()
        .getSessionsList();
  }

  <Q extends MessageLite, A> Reply<A> call(MethodDescriptor<Q, A> method, Q request) {
    return operator.account(method, request);
  }

  static Reply<LogInResponse> logIn(ScriptedClient client, String name, String password) {
    return client.account(
        AccountServiceGrpc.getLogInMethod(),
        LogInRequest.newBuilder().setName(name).setCredential(password(password)).build());
  }

  static Reply<ResetPasswordResponse> reset(
      ScriptedClient client, String name, String code, String password) {
    return client.account(
        AccountServiceGrpc.getResetPasswordMethod(),
        ResetPasswordRequest.newBuilder()
            .setName(name)
            .setRecoveryCode(code)
            .setNewPassword(password)
            .build());
  }
}
