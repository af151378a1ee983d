package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.script.AccountCalls;
import chat.charla.cli.text.Sanitizer;
import chat.charla.v1.JoinResponse;
import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code charla register}: creates an account, and a session of it that later commands use. */
@Command(name = "register", sortOptions = false)
final class RegisterCommand extends SigningInCommand {
  @Override
  void run(AccountCalls calls) throws CommandException, CallFailedException, IOException {
    if (!password().requireProtected(calls).getRegistration()) {
      throw new CommandException(ExitCode.REFUSED, messages().text("reason.REGISTRATION_CLOSED"));
    }
    String chosen;
    try (PasswordOptions asking = password()) {
      chosen = asking.chosen();
    }
    JoinResponse joined;
    try {
      joined = calls.register(name, chosen, sessionLabel());
    } catch (CallFailedException e) {
      if (e.isOutcomeUnknown()) {
        tell(messages().text("account.register-unknown", Sanitizer.line(name)));
      }
      throw e;
    }
    try {
      keep(joined, calls, "account.registered");
    } catch (IOException e) {
      tell(messages().text("account.registered-only", Sanitizer.line(name), where()));
      throw e;
    }
  }
}
