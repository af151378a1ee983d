package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.script.AccountCalls;
import chat.charla.cli.settings.StoredAccount;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A command about an account that the user is logged in to. */
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
    account = choose();
  }

  @Override
  final void run(AccountCalls calls) throws CommandException, CallFailedException, IOException {
    run(calls, account == null ? choose() : account);
  }

  private StoredAccount choose() throws CommandException {
    return new AccountChoice(invocation(), address()).required(name);
  }
}
