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
 * The commands as far as completion knows them, those that hold others before these. An option of
 * one name takes the same kind of value wherever it is: so the scripts know it by its name.
 *
 * @param commands the program itself, and every command
 */
public record Grammar(List<Command> commands) {
  public Grammar {
    commands = List.copyOf(commands);
    Map<String, Value> values = new HashMap<>();
    for (Command command : commands) {
      for (Option option : command.options()) {
        Value other = values.putIfAbsent(option.name(), option.value());
        if (other != null && !other.equals(option.value())) {
          throw new IllegalArgumentException("two kinds of " + option.name());
        }
      }
    }
  }

  /**
   * A command.
   *
   * @param place the words that lead there, such as {@code charla config show}
   * @param subcommands what may follow
   * @param options its options
   * @param values what its arguments may be, if there is a choice
   */
  public record Command(
      String place, List<Entry> subcommands, List<Option> options, List<String> values) {
    public Command {
      subcommands = List.copyOf(subcommands);
      options = List.copyOf(options);
      values = List.copyOf(values);
    }
  }

  /** The name of a command, and what it does. */
  public record Entry(String name, String description) {}

  /**
   * An option.
   *
   * @param name the long one, with its dashes
   * @param letter the short one without its dash, or nothing
   * @param value what follows
   */
  public record Option(String name, String letter, String description, Value value) {}

  /**
   * The value of an option.
   *
   * @param expected whether there is one
   * @param isFile whether it is the name of a file
   * @param choice what it may be, if there is a choice
   */
  public record Value(boolean expected, boolean isFile, List<String> choice) {
    public Value {
      choice = List.copyOf(choice);
    }
  }

  /**
   * The grammar of a program.
   *
   * @param elsewhere what else can be said in place of a command
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

  /** Labels such as {@code text|json} are how the help tells a choice. */
  private static List<String> choice(ArgSpec argument) {
    String label = argument.paramLabel();
    return label.indexOf('|') < 0 ? List.of() : List.of(label.split("\\|"));
  }

  /** The first sentence; a list has no place for more. */
  private static String brief(String[] description) {
    String first = description.length == 0 ? "" : String.format(description[0]);
    String line = first.lines().findFirst().orElse("");
    int end = line.indexOf(". ");
    String sentence = end < 0 ? line : line.substring(0, end);
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }
}
