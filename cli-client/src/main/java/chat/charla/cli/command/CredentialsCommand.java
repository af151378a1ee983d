package chat.charla.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code charla credentials}: the commands about the credentials of an account. */
@Command(
    name = "credentials",
    sortOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      CredentialsListCommand.class,
      CredentialsAddCommand.class,
      CredentialsRemoveCommand.class
    })
final class CredentialsCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** Runs if no subcommand is given: reports a usage error. */
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), Invocation.of(spec).messages().text("usage.no-command"));
  }
}
