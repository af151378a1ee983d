package chat.charla.cli.command;

import chat.charla.admin.v1.ListUserSessionsRequest;
import chat.charla.cli.connection.AdminConnection;
import chat.charla.cli.connection.CallFailedException;
import chat.charla.v1.Session;
import picocli.CommandLine.Command;

/** {@code charla admin sessions}: lists the sessions of a user. */
@Command(name = "sessions", sortOptions = false)
final class AdminSessionsCommand extends AdminUserCommand {
  @Override
  void run(AdminConnection connection, String userId) throws CallFailedException {
    ListUserSessionsRequest request =
        ListUserSessionsRequest.newBuilder().setUserId(userId).build();
    for (Session session :
        connection.call(calls -> calls.listUserSessions(request)).getSessionsList()) {
      print(AdminTexts.of(session, messages()));
    }
  }
}
