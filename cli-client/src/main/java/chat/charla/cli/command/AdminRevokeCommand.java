package chat.charla.cli.command;

import chat.charla.admin.v1.RevokeUserSessionsRequest;
import chat.charla.admin.v1.RevokeUserSessionsResponse;
import chat.charla.cli.connection.AdminConnection;
import chat.charla.cli.connection.CallFailedException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code charla admin revoke}: ends sessions of an account: one, or all. */
@Command(name = "revoke", sortOptions = false)
final class AdminRevokeCommand extends AdminUserCommand {
  @Parameters(index = "1", arity = "0..1", paramLabel = "SESSION")
  private @Nullable String session;

  @Override
  void run(AdminConnection connection, String userId) throws CallFailedException {
    RevokeUserSessionsRequest.Builder request =
        RevokeUserSessionsRequest.newBuilder().setUserId(userId);
    if (session == null) {
      request.setAll(true);
    } else {
      request.setSessionId(session);
    }
    RevokeUserSessionsResponse revoked =
        connection.call(calls -> calls.revokeUserSessions(request.build()));
    tell("admin.sessions-ended", revoked.getRevokedCount());
  }
}
