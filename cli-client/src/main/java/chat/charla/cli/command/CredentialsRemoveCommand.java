package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.script.AccountCalls;
import chat.charla.cli.settings.StoredAccount;
import chat.charla.cli.text.Sanitizer;
import chat.charla.v1.Credential;
import chat.charla.v1.GetLoginOptionsResponse;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code charla credentials remove}: removes a credential from an account. */
@Command(name = "remove", sortOptions = false)
final class CredentialsRemoveCommand extends CredentialCommand {
  @Parameters(index = "0", paramLabel = "ID")
  String id = "";

  @Override
  void run(
      AccountCalls calls,
      StoredAccount account,
      GetLoginOptionsResponse options,
      Credential confirmation)
      throws CommandException, CallFailedException, IOException {
    // Check the id here, because the server reports no error for an unknown id.
    if (calls.credentials(account.token()).stream().noneMatch(each -> each.getId().equals(id))) {
      throw new CommandException(
          ExitCode.FAILED,
          messages().text("credential.none", Sanitizer.line(account.name()), Sanitizer.line(id)));
    }
    int ended = calls.removeCredential(account.token(), confirmation, id);
    String removed =
        messages()
            .text(
                "credential.removed", Sanitizer.line(id), Sanitizer.line(account.name()), where());
    tell(removed + " " + messages().counted("sessions.ended", ended));
  }
}
