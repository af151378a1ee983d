package chat.charla.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code charla token}: the commands about the access tokens of an account. */
@Command(
    name = "token",
    sortOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {TokenCreateCommand.class, TokenListCommand.class, TokenRevokeCommand.class})
final class TokenCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** Runs if no subcommand is given: reports a usage error. */
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), Invocation.of(spec).messages().text("usage.no-command"));
  }
}
