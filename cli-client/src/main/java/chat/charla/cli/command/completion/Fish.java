package chat.charla.cli.command.completion;

import java.util.stream.Stream;

/** Writes the script for fish. */
public final class Fish {
  private Fish() {}

  /** The script. */
  public static String script(Grammar grammar) {
    StringBuilder script = new StringBuilder();
    script.append(
        """
        # Completion of charla for fish. Made by: charla completion fish
        function __charla_at
            set -l place charla
            set -l option
            set -l words (commandline -opc)
            set -e words[1]
            for word in $words
                if test -n "$option"
                    set option
                    continue
                end
                switch "$place $word"
        """);
    branch(script, Patterns.commands(grammar), "set place \"$place $word\"");
    script.append(
        """
                end
                switch $word
                    case --
                        return 1
        """);
    branch(script, Patterns.options(grammar, Grammar.Value::expected), "set option $word");
    script.append(
        """
                end
            end
            test "$place" = "$argv[1]"
        end
        complete -c charla -e
        complete -c charla -f
        """);
    for (Grammar.Command command : grammar.commands()) {
      String at = "complete -c charla -n " + quote("__charla_at " + quote(command.place()));
      for (Grammar.Entry subcommand : command.subcommands()) {
        script
            .append(at)
            .append(" -a ")
            .append(quote(subcommand.name()))
            .append(" -d ")
            .append(quote(subcommand.description()))
            .append('\n');
      }
      if (!command.values().isEmpty()) {
        script
            .append(at)
            .append(" -a ")
            .append(quote(String.join(" ", command.values())))
            .append('\n');
      }
      command.options().forEach(option -> option(script.append(at), option));
    }
    return script.toString();
  }

  private static void option(StringBuilder line, Grammar.Option option) {
    if (!option.letter().isEmpty()) {
      line.append(" -s ").append(option.letter());
    }
    line.append(" -l ").append(option.name().substring("--".length()));
    if (option.value().isFile()) {
      line.append(" -r -F");
    } else if (option.value().expected()) {
      line.append(" -x");
    }
    if (!option.value().choice().isEmpty()) {
      line.append(" -a ").append(quote(String.join(" ", option.value().choice())));
    }
    line.append(" -d ").append(quote(option.description())).append('\n');
  }

  private static void branch(StringBuilder script, Stream<String> words, String commands) {
    script.append("            case");
    words.forEach(word -> script.append(' ').append(quote(word)));
    script.append("\n                ").append(commands).append('\n');
  }

  private static String quote(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
