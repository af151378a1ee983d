package chat.charla.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code charla config path}: prints where the configuration file is, or would be. */
@Command(name = "path", sortOptions = false)
final class ConfigPathCommand implements Runnable, WorksWithoutSettings {
  @ParentCommand private ConfigCommand config;

  @Override
  public void run() {
    CharlaCommand charla = config.charla();
    Path file = charla.settings().file();
    charla.context().out().println(file);
    if (!Files.exists(file)) {
      charla.context().err().println("charla: " + charla.messages().text("config.absent"));
    }
  }
}
