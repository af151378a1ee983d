package chat.charla.cli.command;

import chat.charla.admin.v1.AccountInfo;
import chat.charla.admin.v1.ListAccountsRequest;
import chat.charla.cli.connection.AdminConnection;
import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.text.Messages;
import chat.charla.cli.text.Sanitizer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * A command of an operator. It connects to the server with the administration token, and makes
 * calls.
 */
abstract class OperatorCommand implements Callable<Integer> {
  /**
   * The order of an option that only some of these commands have. The help shows it before the
   * options that all of them have, because their order is picocli's default, -1.
   */
  static final int OWN_OPTION = -2;

  @Spec private CommandSpec spec;
  @Mixin private AdminOptions admin;
  @Mixin private ServerOptions server;

  /** Makes the calls of the command. */
  abstract void run(AdminConnection connection)
      throws CommandException, CallFailedException, IOException;

  @Override
  public final Integer call() throws CommandException, CallFailedException, IOException {
    try (AdminConnection connection = admin.open(server)) {
      run(connection);
    }
    return ExitCode.DONE;
  }

  final Invocation invocation() {
    return Invocation.of(spec);
  }

  final Messages messages() {
    return invocation().messages();
  }

  /** The id of the user, or guest, with this name. */
  final String userId(AdminConnection connection, String name)
      throws CommandException, CallFailedException {
    ListAccountsRequest request =
        ListAccountsRequest.newBuilder().setName(name).setGuests(true).build();
    List<AccountInfo> found =
        name.isEmpty()
            ? List.of()
            : connection.call(calls -> calls.listAccounts(request)).getAccountsList();
    if (found.isEmpty()) {
      throw new CommandException(
          ExitCode.REFUSED, messages().text("admin.no-user", Sanitizer.line(name)));
    }
    return found.get(0).getUser().getId();
  }

  /** Prints a line of the command's result to standard output. */
  final void print(String line) {
    invocation().context().out().println(line);
  }

  /** Prints a message to standard error; standard output is only for results. */
  final void tell(String key, Object... arguments) {
    invocation().context().err().println(messages().text(key, arguments));
  }
}
