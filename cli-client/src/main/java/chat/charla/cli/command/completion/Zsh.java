package chat.charla.cli.command.completion;

import static chat.charla.cli.command.completion.Patterns.branch;
import static chat.charla.cli.command.completion.Patterns.quote;

import java.util.stream.Stream;

/** Writes the script for zsh: to be sourced, or to be a file {@code _charla} in its fpath. */
public final class Zsh {
  private Zsh() {}

  /** The script. */
  public static String script(Grammar grammar) {
    StringBuilder script = new StringBuilder();
    script.append(
        """
        #compdef charla
        # Completion of charla for zsh. Made by: charla completion zsh
        _charla() {
            local place=charla option= word
            local -a choice options
            for word in "${(@)words[2,CURRENT-1]}"; do
                if [[ -n $option ]]; then
                    option=
                    continue
                fi
                case "$place $word" in
                    *' --') return 1 ;;
        """);
    script.append(branch(Patterns.commands(grammar), "place=\"$place $word\""));
    script.append(
        """
                esac
                case $word in
        """);
    script.append(branch(Patterns.options(grammar, Grammar.Value::expected), "option=$word"));
    script.append(
        """
                esac
            done
            if [[ -z $option && $words[CURRENT] == --*=* ]]; then
                option=${words[CURRENT]%%=*}
                compset -P '*='
            fi
            if [[ -n $option ]]; then
                case $option in
        """);
    script.append(
        branch(
            Patterns.options(grammar, Grammar.Value::isFile),
            """
            _files
                        return"""));
    for (var choice : Patterns.choices(grammar)) {
      script.append(
          branch(
              Patterns.options(grammar, value -> value.choice().equals(choice)),
              "choice=(" + String.join(" ", choice) + ")"));
    }
    script.append(
        """
                esac
                compadd -a choice
                return
            fi
            case $place in
        """);
    for (Grammar.Command command : grammar.commands()) {
      script.append("        ").append(quote(command.place())).append(")\n");
      array(
          script,
          "choice",
          Stream.concat(
              command.subcommands().stream().map(each -> each.name() + ":" + each.description()),
              command.values().stream()));
      array(
          script,
          "options",
          command.options().stream().map(each -> each.name() + ":" + each.description()));
      script.append("            ;;\n");
    }
    script.append(
        """
            esac
            if (( $#choice )) && [[ $words[CURRENT] != -* ]]; then
                _describe charla choice
            else
                _describe -o charla options
            fi
        }
        if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
            _charla "$@"
        else
            compdef _charla charla
        fi
        """);
    return script.toString();
  }

  private static void array(StringBuilder script, String name, Stream<String> items) {
    script.append("            ").append(name).append("=(\n");
    items.forEach(item -> script.append("                ").append(quote(item)).append('\n'));
    script.append("            )\n");
  }
}
