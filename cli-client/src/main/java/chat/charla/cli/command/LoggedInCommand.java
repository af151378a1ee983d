package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.script.AccountCalls;
import chat.charla.cli.settings.StoredAccount;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * A command about an account that the user is logged in to. Before the calls of the command, it
 * asks the server for the account's name, so that the user reads the present one.
 */
abstract class LoggedInCommand extends AccountCommand {
  @Settable
  @Option(names = "--account", paramLabel = "NAME")
  @Nullable String name;

  private @Nullable StoredAccount account;

  /** Makes the calls of the command. */
  abstract void run(AccountCalls calls, StoredAccount account)
      throws CommandException, CallFailedException, IOException;

  @Override
  void check() throws CommandException, IOException {
    AccountChoice choice = choice();
    if (name == null || !choice.mayBeRenamedTo(name)) {
      account = choice.required(name);
    }
  }

  @Override
  final void run(AccountCalls calls) throws CommandException, CallFailedException, IOException {
    PresentNames names = new PresentNames(state(), address(), calls);
    StoredAccount chosen = account;
    if (chosen == null) {
      names.ask();
      chosen = choice().required(name);
    }
    StoredAccount present = names.of(chosen);
    invocation().setAccount(present);
    run(calls, present);
  }

  private AccountChoice choice() {
    return new AccountChoice(invocation(), address());
  }
}
