package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.script.AccountCalls;
import chat.charla.cli.settings.StoredAccount;
import chat.charla.cli.text.Sanitizer;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code charla token revoke}: ends an access token of an account. */
@Command(name = "revoke", sortOptions = false)
final class TokenRevokeCommand extends LoggedInCommand {
  @Parameters(index = "0", paramLabel = "ID")
  String id = "";

  @Override
  void run(AccountCalls calls, StoredAccount account)
      throws CommandException, CallFailedException, IOException {
    // Check the id here, because the server would end any session with this id, and reports no
    // error for an unknown id.
    if (calls.accessTokens(account.token()).stream().noneMatch(token -> token.getId().equals(id))) {
      throw new CommandException(
          ExitCode.FAILED,
          messages().text("token.none", Sanitizer.line(account.name()), Sanitizer.line(id)));
    }
    calls.revoke(account.token(), id);
    tell(messages().text("token.revoked", Sanitizer.line(id)));
  }
}
