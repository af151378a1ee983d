package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.script.AccountCalls;
import chat.charla.v1.Credential;
import chat.charla.v1.GetLoginOptionsResponse;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code charla register}: creates an account, and a session of it that later commands use. */
@Command(name = "register", sortOptions = false)
final class RegisterCommand extends RegisteringCommand {
  @Parameters(index = "0", paramLabel = "NAME")
  String name = "";

  @Override
  void run(AccountCalls calls) throws CommandException, CallFailedException, IOException {
    GetLoginOptionsResponse options = password().requireProtected(calls);
    String code;
    Credential credential;
    if (issuer().used) {
      // The issuer decides who its users are, so registration need not be open.
      code = invitationCode(options);
      credential = issuer().idToken(options, server()).credential();
    } else {
      if (!options.getRegistration() && !options.getRegistrationByInvitation()) {
        throw new CommandException(ExitCode.REFUSED, messages().text("reason.REGISTRATION_CLOSED"));
      }
      code = invitationCode(options);
      if (certificate().used) {
        credential = certificate().credential(options, server());
      } else {
        try (PasswordOptions asking = password()) {
          credential = AccountCalls.password(asking.newPassword());
        }
      }
    }
    register(name, credential, code, calls);
  }
}
