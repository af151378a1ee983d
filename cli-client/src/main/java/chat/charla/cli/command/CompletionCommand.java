package chat.charla.cli.command;

import chat.charla.cli.command.completion.Bash;
import chat.charla.cli.command.completion.Fish;
import chat.charla.cli.command.completion.Grammar;
import chat.charla.cli.command.completion.Zsh;
import chat.charla.cli.text.Messages;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code charla completion}: prints a completion script for a shell. */
@Command(name = "completion", sortOptions = false)
final class CompletionCommand implements Runnable, RunsWithInvalidSettings {
  private enum Shell {
    BASH,
    ZSH,
    FISH
  }

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "bash|zsh|fish", descriptionKey = "shell")
  private Shell shell = Shell.BASH;

  @Override
  public void run() {
    Invocation invocation = Invocation.of(spec);
    Grammar grammar = Grammar.of(spec.root(), launcherCommands(invocation.messages()));
    String script =
        switch (shell) {
          case BASH -> Bash.script(grammar);
          case ZSH -> Zsh.script(grammar);
          case FISH -> Fish.script(grammar);
        };
    invocation.context().out().print(script);
  }

  /** The commands of the {@code ./charla} launcher that this program does not have. */
  private static List<Grammar.Entry> launcherCommands(Messages messages) {
    return Stream.of("server", "demo")
        .map(name -> new Grammar.Entry(name, messages.text("completion." + name)))
        .toList();
  }
}
