package chat.charla.cli.command;

import chat.charla.admin.v1.AccountInfo;
import chat.charla.admin.v1.ListAccountsRequest;
import chat.charla.cli.connection.AdminConnection;
import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.text.Sanitizer;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * A command of an operator about one user. The operator names the user by name or id. The call to
 * the server has the id, because a name may pass to another user at any time.
 */
abstract class AdminUserCommand extends OperatorCommand {
  @Parameters(index = "0", paramLabel = "USER", descriptionKey = "admin-user")
  private String user = "";

  @Option(names = "--by-id", order = OWN_OPTION, descriptionKey = "admin-by-id")
  private boolean byId;

  /**
   * Carries the command out.
   *
   * @param userId the id of the user
   */
  abstract void run(AdminConnection connection, String userId) throws CallFailedException;

  @Override
  final void run(AdminConnection connection) throws CommandException, CallFailedException {
    run(connection, byId ? user : find(connection));
  }

  private String find(AdminConnection connection) throws CommandException, CallFailedException {
    ListAccountsRequest request =
        ListAccountsRequest.newBuilder().setName(user).setGuests(true).build();
    List<AccountInfo> found =
        user.isEmpty()
            ? List.of()
            : connection.call(calls -> calls.listAccounts(request)).getAccountsList();
    if (found.isEmpty()) {
      throw new CommandException(
          ExitCode.REFUSED, messages().text("admin.no-user", Sanitizer.line(user)));
    }
    return found.get(0).getUser().getId();
  }
}
