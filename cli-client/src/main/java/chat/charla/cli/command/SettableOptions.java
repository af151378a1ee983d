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

/** Which options are {@link Settable}, and what they are called. */
final class SettableOptions {
  private SettableOptions() {}

  /** Those of one command. */
  static List<OptionSpec> of(CommandSpec command) {
    return command.options().stream().filter(SettableOptions::isSettable).toList();
  }

  /** The names of all there are, from this command on, in the order in which they appear. */
  static Set<String> namesFrom(CommandSpec command) {
    Set<String> names = new LinkedHashSet<>();
    of(command).forEach(option -> names.add(name(option)));
    for (CommandLine subcommand : command.subcommands().values()) {
      names.addAll(namesFrom(subcommand.getCommandSpec()));
    }
    return names;
  }

  /** One of them by its name, on this command or below it. */
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
