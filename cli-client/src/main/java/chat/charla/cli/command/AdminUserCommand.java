package chat.charla.cli.command;

import chat.charla.cli.connection.AdminConnection;
import chat.charla.cli.connection.CallFailedException;
import java.io.IOException;
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
  abstract void run(AdminConnection connection, String userId)
      throws CommandException, CallFailedException, IOException;

  @Override
  final void run(AdminConnection connection)
      throws CommandException, CallFailedException, IOException {
    run(connection, byId ? user : userId(connection, user));
  }
}
