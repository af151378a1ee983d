package chat.charla.cli.command;

import chat.charla.admin.v1.DeleteUserRequest;
import chat.charla.admin.v1.DeleteUserResponse;
import chat.charla.cli.connection.AdminConnection;
import chat.charla.cli.connection.CallFailedException;
import picocli.CommandLine.Command;

/** {@code charla admin delete}: deletes an account, or ends the identity of a guest. */
@Command(name = "delete", sortOptions = false)
final class AdminDeleteCommand extends AdminUserCommand {
  @Override
  void run(AdminConnection connection, String userId) throws CallFailedException {
    DeleteUserRequest request = DeleteUserRequest.newBuilder().setUserId(userId).build();
    DeleteUserResponse unused = connection.call(calls -> calls.deleteUser(request));
    tell("admin.deleted", userId);
  }
}
