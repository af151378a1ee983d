package chat.charla.cli.command.completion;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The commands and options for completion. A command comes before its subcommands. An option takes
 * the same kind of value in all commands, so that the scripts can identify it by its name.
 *
 * @param commands the program itself and every command
 */
public record Grammar(List<Command> commands) {
  public Grammar {
    commands = List.copyOf(commands);
    Map<String, Value> values = new HashMap<>();
    for (Command command : commands) {
      for (Option option : command.options()) {
        Value other = values.putIfAbsent(option.name(), option.value());
        if (other != null && !other.equals(option.value())) {
          throw new IllegalArgumentException("different values for " + option.name());
        }
      }
    }
  }

  /**
   * A command.
   *
   * @param place the words of the command line that name the command, such as {@code charla config
   *     show}
   * @param subcommands the commands that may follow
   * @param options the command's options
   * @param values the possible arguments, if there is a fixed choice
   */
  public record Command(
      String place, List<Entry> subcommands, List<Option> options, List<String> values) {
    public Command {
      subcommands = List.copyOf(subcommands);
      options = List.copyOf(options);
      values = List.copyOf(values);
    }
  }

  /** A command's name and description. */
  public record Entry(String name, String description) {}

  /**
   * An option.
   *
   * @param name the long name, with its dashes
   * @param letter the short name without its dash, or empty
   * @param value the value that follows
   */
  public record Option(String name, String letter, String description, Value value) {}

  /**
   * The value of an option.
   *
   * @param expected whether the option takes a value
   * @param isFile whether the value is the name of a file
   * @param choice the possible values, if there is a fixed choice
   */
  public record Value(boolean expected, boolean isFile, List<String> choice) {
    public Value {
      choice = List.copyOf(choice);
    }
  }

  /**
   * The grammar of a program.
   *
   * @param elsewhere commands that another program offers in addition
   */
  public static Grammar of(CommandSpec program, List<Entry> elsewhere) {
    List<Command> commands = new ArrayList<>();
    collect(program, commands);
    Command root = commands.get(0);
    List<Entry> entries = Stream.concat(root.subcommands().stream(), elsewhere.stream()).toList();
    commands.set(0, new Command(root.place(), entries, root.options(), root.values()));
    elsewhere.forEach(
        entry ->
            commands.add(
                new Command(root.place() + " " + entry.name(), List.of(), List.of(), List.of())));
    return new Grammar(commands);
  }

  private static void collect(CommandSpec spec, List<Command> commands) {
    List<Entry> subcommands =
        spec.subcommands().entrySet().stream()
            .map(
                entry ->
                    new Entry(
                        entry.getKey(),
                        brief(entry.getValue().getCommandSpec().usageMessage().description())))
            .toList();
    List<Option> options = spec.options().stream().map(Grammar::option).toList();
    List<String> values =
        spec.positionalParameters().stream().flatMap(each -> choice(each).stream()).toList();
    commands.add(new Command(spec.qualifiedName(), subcommands, options, values));
    for (CommandLine subcommand : spec.subcommands().values()) {
      collect(subcommand.getCommandSpec(), commands);
    }
  }

  private static Option option(OptionSpec option) {
    String shortest = option.shortestName();
    return new Option(
        option.longestName(),
        shortest.startsWith("--") ? "" : shortest.substring(1),
        brief(option.description()),
        new Value(option.arity().max() > 0, option.type() == Path.class, choice(option)));
  }

  /**
   * The values of a label that lists a fixed choice, such as {@code text|json}; empty for another
   * label.
   */
  private static List<String> choice(ArgSpec argument) {
    String label = argument.paramLabel();
    return label.indexOf('|') < 0 ? List.of() : List.of(label.split("\\|"));
  }

  /** The first sentence of a description, without its full stop. */
  private static String brief(String[] description) {
    String first = description.length == 0 ? "" : String.format(description[0]);
    String line = first.lines().findFirst().orElse("");
    int end = line.indexOf(". ");
    String sentence = end < 0 ? line : line.substring(0, end);
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }
}
