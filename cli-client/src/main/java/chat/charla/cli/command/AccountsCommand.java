package chat.charla.cli.command;

import chat.charla.cli.output.Output;
import chat.charla.cli.settings.AccountStore;
import chat.charla.cli.settings.DamagedAccountException;
import chat.charla.cli.settings.ServerAddress;
import chat.charla.cli.settings.StoredAccount;
import chat.charla.cli.settings.UserDirectories;
import chat.charla.cli.text.Sanitizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code charla accounts}: prints the accounts, of all servers, that the user is logged in to. It
 * connects to no server.
 */
@Command(name = "accounts", sortOptions = false)
final class AccountsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private OutputOptions format;

  @Override
  public Integer call() throws CommandException, IOException {
    Output output = format.open();
    Context context = Invocation.of(spec).context();
    Path state = new UserDirectories(context.environment()).state().orElse(null);
    if (state == null) {
      return ExitCode.DONE;
    }
    int exitCode = ExitCode.DONE;
    for (ServerAddress server : AccountStore.servers(state)) {
      try {
        for (StoredAccount account : new AccountStore(state, server).all()) {
          output.account(server.toString(), account.name());
        }
      } catch (DamagedAccountException e) {
        exitCode = ExitCode.FAILED;
        String file = Sanitizer.line(e.file().toString());
        Invocation.of(spec).warn(Invocation.of(spec).messages().text("account.damaged", file));
      }
    }
    return exitCode;
  }
}
