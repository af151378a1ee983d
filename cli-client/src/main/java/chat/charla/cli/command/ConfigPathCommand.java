package chat.charla.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code charla config path}: prints the path of the configuration file. The file need not exist.
 */
@Command(name = "path", sortOptions = false)
final class ConfigPathCommand implements Callable<Integer>, RunsWithInvalidSettings {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws CommandException {
    Invocation invocation = Invocation.of(spec);
    Path file = invocation.settings().file();
    if (file.toString().isEmpty()) {
      throw MissingDirectory.forSettings(invocation.messages());
    }
    invocation.context().out().println(file);
    if (!Files.exists(file)) {
      invocation.warn(invocation.messages().text("config.absent"));
    }
    return ExitCode.DONE;
  }
}
