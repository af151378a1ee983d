package chat.charla.cli.command;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * {@code charla help}: prints the help of the program or of one command, as {@code --help} does.
 */
@Command(name = "help", sortOptions = false)
final class HelpCommand implements Runnable, RunsWithInvalidSettings {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", arity = "0..1", paramLabel = "COMMAND")
  @Nullable String command;

  @Override
  public void run() {
    CommandLine described = spec.root().commandLine();
    String name = command;
    if (name != null) {
      CommandLine named = described.getSubcommands().get(name);
      if (named == null) {
        throw new UnmatchedArgumentException(described, List.of(name));
      }
      described = named;
    }
    described.usage(described.getOut());
  }
}
