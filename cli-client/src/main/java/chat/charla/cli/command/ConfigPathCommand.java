package chat.charla.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code charla config path}: prints the path of the configuration file, which may not exist. */
@Command(name = "path", sortOptions = false)
final class ConfigPathCommand implements Callable<Integer>, WorksWithoutSettings {
  @ParentCommand private ConfigCommand config;

  @Override
  public Integer call() throws CommandException {
    CharlaCommand charla = config.charla();
    Path file = charla.settings().file();
    if (file.toString().isEmpty()) {
      throw NoPlace.forSettings(charla.messages());
    }
    charla.context().out().println(file);
    if (!Files.exists(file)) {
      charla.context().err().println("charla: " + charla.messages().text("config.absent"));
    }
    return ExitCode.DONE;
  }
}
