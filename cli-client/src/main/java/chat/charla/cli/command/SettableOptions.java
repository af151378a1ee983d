package chat.charla.cli.command;

import java.lang.reflect.AnnotatedElement;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Finds the {@link Settable} options and their names. */
final class SettableOptions {
  private SettableOptions() {}

  /** The settable options of one command. */
  static List<OptionSpec> of(CommandSpec command) {
    return command.options().stream().filter(SettableOptions::isSettable).toList();
  }

  /**
   * The names of the settable options of this command and its subcommands, in order of appearance.
   */
  static Set<String> namesFrom(CommandSpec command) {
    Set<String> names = new LinkedHashSet<>();
    of(command).forEach(option -> names.add(name(option)));
    for (CommandLine subcommand : command.subcommands().values()) {
      names.addAll(namesFrom(subcommand.getCommandSpec()));
    }
    return names;
  }

  /** The settable option with this name, on this command or a subcommand. */
  static Optional<OptionSpec> named(String name, CommandSpec command) {
    return Stream.concat(
            of(command).stream().filter(option -> name(option).equals(name)),
            command.subcommands().values().stream()
                .flatMap(below -> named(name, below.getCommandSpec()).stream()))
        .findFirst();
  }

  /** An option's long name, without the dashes. */
  static String name(OptionSpec option) {
    return option.longestName().substring("--".length());
  }

  private static boolean isSettable(OptionSpec option) {
    return option.userObject() instanceof AnnotatedElement field
        && field.isAnnotationPresent(Settable.class);
  }
}
