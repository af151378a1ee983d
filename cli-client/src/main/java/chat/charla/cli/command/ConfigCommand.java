package chat.charla.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code charla config}: shows the configuration. Without a subcommand, does the same as {@code
 * charla config show}.
 */
@Command(
    name = "config",
    sortOptions = false,
    synopsisSubcommandLabel = "[COMMAND]",
    subcommands = {ConfigShowCommand.class, ConfigPathCommand.class})
final class ConfigCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  /** Runs if no subcommand is given: runs the same command line with {@code show}. */
  @Override
  public Integer call() {
    CommandLine root = spec.root().commandLine();
    List<String> arguments = new ArrayList<>(root.getParseResult().originalArgs());
    arguments.add("show");
    return root.execute(arguments.toArray(String[]::new));
  }
}
