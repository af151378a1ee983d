package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.script.AccountCalls;
import chat.charla.cli.settings.StoredAccount;
import chat.charla.cli.text.Sanitizer;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code charla login}: opens a session of an account, which later commands use. */
@Command(name = "login", sortOptions = false)
final class LoginCommand extends SigningInCommand {
  @Override
  void run(AccountCalls calls) throws CommandException, CallFailedException, IOException {
    Optional<StoredAccount> before = before();
    if (before.isPresent() && calls.exists(before.get().token())) {
      // A second session would only be one more that the user has to look after.
      String known = Sanitizer.line(before.get().name());
      tell(messages().text("account.logged-in-already", known, where()));
      return;
    }
    password().requireProtected(calls);
    String present;
    try (PasswordOptions asking = password()) {
      present = asking.present();
    }
    keep(calls.logIn(name, present, sessionLabel()), calls, "account.logged-in");
  }
}
