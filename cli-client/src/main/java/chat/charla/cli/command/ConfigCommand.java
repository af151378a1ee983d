package chat.charla.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code charla config}: shows the configuration. */
@Command(
    name = "config",
    sortOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ConfigShowCommand.class, ConfigPathCommand.class})
final class ConfigCommand implements Runnable {
  @ParentCommand private CharlaCommand charla;
  @Spec private CommandSpec spec;

  CharlaCommand charla() {
    return charla;
  }

  /** Runs if no subcommand is given: reports a usage error. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), charla.messages().text("usage.no-command"));
  }
}
