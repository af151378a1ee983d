package chat.charla.cli.command;

import chat.charla.admin.v1.RenameUserRequest;
import chat.charla.admin.v1.RenameUserResponse;
import chat.charla.cli.connection.AdminConnection;
import chat.charla.cli.connection.CallFailedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code charla admin rename}: gives a user another name. */
@Command(name = "rename", sortOptions = false)
final class AdminRenameCommand extends AdminUserCommand {
  @Parameters(index = "1", paramLabel = "NAME")
  private String name = "";

  @Override
  void run(AdminConnection connection, String userId) throws CallFailedException {
    RenameUserRequest request =
        RenameUserRequest.newBuilder().setUserId(userId).setName(name).build();
    RenameUserResponse renamed = connection.call(calls -> calls.renameUser(request));
    print(AdminTexts.of(renamed.getAccount(), messages()));
  }
}
