package chat.charla.cli.command.completion;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The words of a grammar as the branches of the scripts need them. */
final class Patterns {
  private Patterns() {}

  /** Every command but the program, by the words that lead there. */
  static Stream<String> commands(Grammar grammar) {
    return grammar.commands().stream().skip(1).map(Grammar.Command::place);
  }

  /** The names of the options whose value is such. */
  static Stream<String> options(Grammar grammar, Predicate<Grammar.Value> such) {
    return all(grammar)
        .filter(option -> such.test(option.value()))
        .map(Grammar.Option::name)
        .distinct();
  }

  /** What there is to choose from, for any option. */
  static List<List<String>> choices(Grammar grammar) {
    return all(grammar)
        .map(option -> option.value().choice())
        .filter(choice -> !choice.isEmpty())
        .distinct()
        .toList();
  }

  /** Quotes as POSIX shells and zsh do. */
  static String quote(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  /** A branch of a {@code case} of these shells. */
  static String branch(Stream<String> words, String commands) {
    String pattern = words.map(Patterns::quote).collect(Collectors.joining(" | "));
    return " ".repeat(12) + pattern + ") " + commands + " ;;\n";
  }

  private static Stream<Grammar.Option> all(Grammar grammar) {
    return grammar.commands().stream().flatMap(command -> command.options().stream());
  }
}
