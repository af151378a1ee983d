package chat.charla.cli.command;

import chat.charla.admin.v1.AccountInfo;
import chat.charla.admin.v1.ListAccountsRequest;
import chat.charla.cli.connection.AdminConnection;
import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.text.Sanitizer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * A command of an operator about one user. The operator names the user by name or id. The call to
 * the server has the id, because a name may pass to another user at any time.
 */
abstract class AdminUserCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "USER", descriptionKey = "admin-user")
  private String user = "";

  @Option(names = "--by-id", descriptionKey = "admin-by-id")
  private boolean byId;

  @Mixin private AdminOptions admin;
  @Mixin private ServerOptions server;

  /**
   * Carries the command out.
   *
   * @param userId the id of the user
   */
  abstract void run(AdminConnection connection, String userId) throws CallFailedException;

  @Override
  public final Integer call() throws CommandException, CallFailedException, IOException {
    try (AdminConnection connection = admin.open(server)) {
      run(connection, byId ? user : find(connection));
    }
    return ExitCode.DONE;
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
          ExitCode.REFUSED, texts().messages().text("admin.no-user", Sanitizer.line(user)));
    }
    return found.get(0).getUser().getId();
  }

  /** Prints what the command returns. */
  final void print(String line) {
    texts().context().out().println(line);
  }

  /** Tells the operator what has been done. */
  final void tell(String key, Object... arguments) {
    texts().context().err().println(texts().messages().text(key, arguments));
  }

  final Invocation texts() {
    return Invocation.of(spec);
  }
}
