package chat.charla.server;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The options of one list of arguments. An option whose value is wrong counts as absent. */
final class ParsedOptions {
  private final ServerOptions options = new ServerOptions();
  private final CommandLine command = new CommandLine(options);
  private final ParseResult result;

  /** Parses arguments, and continues after an error. */
  ParsedOptions(List<String> arguments) {
    command.registerConverter(Path.class, new PathConverter());
    command.getCommandSpec().parser().collectErrors(true);
    result = command.parseArgs(arguments.toArray(String[]::new));
    if (options.host == null) {
      options.host = options.hostArgument;
    }
    if (options.port == null) {
      options.port = options.portArgument;
    }
  }

  /** The values of the options. */
  ServerOptions options() {
    return options;
  }

  /** The command, for its help and its options. */
  CommandLine command() {
    return command;
  }

  /** Whether the arguments ask for the help. */
  boolean asksForHelp() {
    return result.isUsageHelpRequested();
  }

  /** Whether the arguments ask for the version. */
  boolean asksForVersion() {
    return result.isVersionHelpRequested();
  }

  /** All errors of the arguments. */
  List<ParameterException> errors() {
    return result.errors().stream()
        .map(
            error ->
                error instanceof ParameterException wrong
                    ? wrong
                    : new ParameterException(command, String.valueOf(error.getMessage())))
        .toList();
  }

  /**
   * Whether the arguments have this option. The arguments HOST and PORT count as the options of the
   * same names. An option with a wrong value counts as present.
   *
   * @param name the name without dashes
   */
  boolean has(String name) {
    OptionSpec option = command.getCommandSpec().findOption("--" + name);
    return result.hasMatchedOption(option)
        || (name.equals("host") && options.hostArgument != null)
        || (name.equals("port") && options.portArgument != null)
        || errors().stream().anyMatch(error -> option.equals(error.getArgSpec()));
  }

  /** The value of an option; null, or false for a switch, if it is absent. */
  @Nullable Object value(String name) {
    return command.getCommandSpec().findOption("--" + name).getValue();
  }
}
