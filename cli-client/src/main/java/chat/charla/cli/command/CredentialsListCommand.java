package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.output.Output;
import chat.charla.cli.script.AccountCalls;
import chat.charla.cli.settings.StoredAccount;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code charla credentials list}: prints the credentials of an account, without secrets. */
@Command(name = "list", sortOptions = false)
final class CredentialsListCommand extends LoggedInCommand {
  @Mixin private OutputOptions format;

  @Override
  void run(AccountCalls calls, StoredAccount account) throws CallFailedException, IOException {
    Output output = format.open();
    calls.credentials(account.token()).forEach(output::credential);
  }
}
