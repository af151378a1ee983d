package chat.charla.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code charla config}: shows the configuration. */
@Command(
    name = "config",
    sortOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ConfigShowCommand.class, ConfigPathCommand.class})
final class ConfigCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** Runs if no subcommand is given: reports a usage error. */
  @Override
  public void run() {
    String message = Invocation.of(spec).messages().text("usage.no-command");
    throw new ParameterException(spec.commandLine(), message);
  }
}
