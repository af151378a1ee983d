package chat.charla.server.options;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The options that a file and the environment can set: all except those that concern only one run,
 * such as {@code --help}. Immutable.
 */
public final class SettableOptions {
  /** The option that names the file. A variable can set it, the file cannot. */
  public static final String CONFIG = "config";

  /** The beginning of the name of every option's variable. */
  static final String PREFIX = "CHARLA_SERVER_";

  private static final Set<String> FOR_ONE_RUN = Set.of("check-config", "help", "version");

  private final List<OptionSpec> options;

  /** Selects the options of a command, in the order in which the command declares them. */
  public SettableOptions(CommandSpec command) {
    this.options =
        command.options().stream().filter(option -> !FOR_ONE_RUN.contains(key(option))).toList();
  }

  /** The options that the file can set, in order. */
  public List<OptionSpec> ofFile() {
    return options.stream().filter(option -> !key(option).equals(CONFIG)).toList();
  }

  /** All options, in order. */
  List<OptionSpec> all() {
    return options;
  }

  /** The name of an option without dashes, which is its key in the file. */
  public static String key(OptionSpec option) {
    return option.longestName().substring(2);
  }

  /** The variable that sets an option. */
  public static String variable(OptionSpec option) {
    return PREFIX + key(option).toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** Whether a variable is meant to set an option of the server. */
  static boolean isVariable(String name) {
    return name.startsWith(PREFIX);
  }

  /** The option that the file sets by this key. */
  Optional<OptionSpec> ofKey(String key) {
    return ofFile().stream().filter(option -> key(option).equals(key)).findFirst();
  }
}
