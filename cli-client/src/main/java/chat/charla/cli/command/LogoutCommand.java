package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.script.AccountCalls;
import chat.charla.cli.settings.AccountStore;
import chat.charla.cli.settings.StoredAccount;
import chat.charla.cli.text.Sanitizer;
import java.io.IOException;
import picocli.CommandLine.Command;

/**
 * {@code charla logout}: ends the session of an account, and deletes the account's file on this
 * machine.
 */
@Command(name = "logout", sortOptions = false)
final class LogoutCommand extends LoggedInCommand {
  @Override
  void run(AccountCalls calls, StoredAccount account)
      throws CommandException, CallFailedException, IOException {
    calls.logOut(account.token());
    SavedIdentity.account(account, state(), address()).forget();
    new AccountStore(state(), address()).delete(account);
    tell(messages().text("account.logged-out", Sanitizer.line(account.name()), where()));
  }
}
