package chat.charla.cli.command.completion;

import static chat.charla.cli.command.completion.Patterns.branch;
import static chat.charla.cli.command.completion.Patterns.quote;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes the script for bash, from 3.2 on; it needs no other package. */
public final class Bash {
  private Bash() {}

  /** The script. */
  public static String script(Grammar grammar) {
    StringBuilder script = new StringBuilder();
    script.append(
        """
        # Completion of charla for bash. Made by: charla completion bash
        _charla() {
            local word=${COMP_WORDS[COMP_CWORD]} place=charla option= choice= options= i
            local IFS=$' \\t\\n'
            COMPREPLY=()
            for ((i = 1; i < COMP_CWORD; i++)); do
                # bash takes --option=value for three words.
                [[ ${COMP_WORDS[i]} == '=' ]] && continue
                if [[ -n $option ]]; then
                    option=
                    continue
                fi
                case "$place ${COMP_WORDS[i]}" in
                    *' --') return ;;
        """);
    script.append(branch(Patterns.commands(grammar), "place=\"$place ${COMP_WORDS[i]}\""));
    script.append(
        """
                esac
                case ${COMP_WORDS[i]} in
        """);
    script.append(
        branch(Patterns.options(grammar, Grammar.Value::expected), "option=${COMP_WORDS[i]}"));
    script.append(
        """
                esac
            done
            [[ $word == '=' ]] && word=
            if [[ -n $option ]]; then
                case $option in
        """);
    script.append(
        branch(
            Patterns.options(grammar, Grammar.Value::isFile),
            """
            compopt -o filenames 2>/dev/null
                        IFS=$'\\n'
                        COMPREPLY=($(compgen -f -- "$word"))
                        return"""));
    for (var choice : Patterns.choices(grammar)) {
      script.append(
          branch(
              Patterns.options(grammar, value -> value.choice().equals(choice)),
              "choice=" + quote(String.join(" ", choice))));
    }
    script.append(
        """
                esac
            else
                case $place in
        """);
    for (Grammar.Command command : grammar.commands()) {
      String choice =
          Stream.concat(
                  command.subcommands().stream().map(Grammar.Entry::name),
                  command.values().stream())
              .collect(Collectors.joining(" "));
      String options =
          command.options().stream().map(Grammar.Option::name).collect(Collectors.joining(" "));
      script.append(
          branch(
              Stream.of(command.place()),
              "choice=" + quote(choice) + " options=" + quote(options)));
    }
    script.append(
        """
                esac
                [[ -z $choice || $word == -* ]] && choice=$options
            fi
            COMPREPLY=($(compgen -W "$choice" -- "$word"))
        }
        complete -F _charla charla
        """);
    return script.toString();
  }
}
