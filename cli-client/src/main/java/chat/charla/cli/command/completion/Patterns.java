package chat.charla.cli.command.completion;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Builds the parts of completion scripts that list commands and options. */
final class Patterns {
  private Patterns() {}

  /** The words that name each command, except for the program itself. */
  static Stream<String> commands(Grammar grammar) {
    return grammar.commands().stream().skip(1).map(Grammar.Command::place);
  }

  /** The names of the options whose value has this property. */
  static Stream<String> options(Grammar grammar, Predicate<Grammar.Value> matches) {
    return all(grammar)
        .filter(option -> matches.test(option.value()))
        .map(Grammar.Option::name)
        .distinct();
  }

  /** The allowed values of each option that allows only some values. */
  static List<List<String>> choices(Grammar grammar) {
    return all(grammar)
        .map(option -> option.value().choice())
        .filter(choice -> !choice.isEmpty())
        .distinct()
        .toList();
  }

  /** Quotes a text for POSIX shells and zsh. */
  static String quote(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  /** A branch of a {@code case} statement of POSIX shells and zsh. */
  static String branch(Stream<String> words, String commands) {
    String pattern = words.map(Patterns::quote).collect(Collectors.joining(" | "));
    return " ".repeat(12) + pattern + ") " + commands + " ;;\n";
  }

  private static Stream<Grammar.Option> all(Grammar grammar) {
    return grammar.commands().stream().flatMap(command -> command.options().stream());
  }
}
