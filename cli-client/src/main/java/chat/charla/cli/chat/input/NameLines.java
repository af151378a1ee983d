package chat.charla.cli.chat.input;

import chat.charla.cli.chat.state.ChatState;
import chat.charla.cli.chat.view.Display;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Handles the lines typed at the question for a name. A line is a name, or a command that needs no
 * name. Owned by the client's scheduler.
 */
public final class NameLines {
  private static final Set<CommandWord> WITHOUT_NAME =
      EnumSet.of(
          CommandWord.HELP,
          CommandWord.QUIT,
          CommandWord.LANG,
          CommandWord.CLEAR,
          CommandWord.LOGIN,
          CommandWord.SSO,
          CommandWord.REGISTER);

  private final NameQuestion question;
  private final ChatState state;
  private final Display display;
  private final Commands commands;

  public NameLines(NameQuestion question, ChatState state, Display display, Commands commands) {
    this.question = question;
    this.state = state;
    this.display = display;
    this.commands = commands;
  }

  /**
   * Handles a line. If the line is a name, calls {@code named} with this name. If the line is
   * blank, calls {@code named} with the name that the question offers, if it offers one.
   */
  public void take(String line, Consumer<String> named) {
    InputParser.parse(line, state.roster()).giveTo(new Handler(line, named), line);
  }

  private final class Handler implements Input.Handler {
    private final String line;
    private final Consumer<String> named;

    Handler(String line, Consumer<String> named) {
      this.line = line;
      this.named = named;
    }

    @Override
    public void blankLine() {
      name();
    }

    @Override
    public void say(String text) {
      name();
    }

    @Override
    public void command(CommandWord word, List<String> arguments, String typed) {
      if (WITHOUT_NAME.contains(word)) {
        commands.command(word, arguments, typed);
      } else {
        display.answer("ask.name.first");
      }
    }

    @Override
    public void unknown(String word, Optional<CommandWord> meant) {
      display.answer("ask.name.first");
    }

    @Override
    public void malformed(CommandWord word) {
      commands.malformed(word);
    }

    @Override
    public void malformedPrivate() {
      display.answer("ask.name.first");
    }

    private void name() {
      String name = question.answer(line);
      if (name != null) {
        named.accept(name);
      }
    }
  }
}
