package chat.charla.cli.chat;

import java.util.List;
import java.util.Optional;

/** What a typed line asks for. Values. */
sealed interface Input {
  /** Does it. */
  void giveTo(Handler handler);

  /** Does what lines ask for: a method for each kind. */
  interface Handler {
    /** A blank line. */
    void nothing();

    /** Something to say to wherever one speaks at present. */
    void say(String text);

    /** A command with what it was given, as many as its parameters or fewer. */
    void command(CommandWord word, List<String> arguments);

    /**
     * A {@code /word} that is no command.
     *
     * @param word without its slash
     * @param meant the command that it is probably a slip for
     */
    void unknown(String word, Optional<CommandWord> meant);

    /** A command with too much or too little. */
    void malformed(CommandWord word);

    /** {@code :p-} and something that is no private message. It must not become public. */
    void malformedPrivate();
  }

  /** A blank line, or the original's private message gone wrong. */
  enum Simple implements Input {
    NOTHING {
      @Override
      public void giveTo(Handler handler) {
        handler.nothing();
      }
    },
    MALFORMED_PRIVATE {
      @Override
      public void giveTo(Handler handler) {
        handler.malformedPrivate();
      }
    }
  }

  /** Something to say. */
  record Say(String text) implements Input {
    @Override
    public void giveTo(Handler handler) {
      handler.say(text);
    }
  }

  /** A command. */
  record Command(CommandWord word, List<String> arguments) implements Input {
    public Command {
      arguments = List.copyOf(arguments);
    }

    @Override
    public void giveTo(Handler handler) {
      handler.command(word, arguments);
    }
  }

  /** A word that is no command. */
  record Unknown(String word, Optional<CommandWord> meant) implements Input {
    @Override
    public void giveTo(Handler handler) {
      handler.unknown(word, meant);
    }
  }

  /** A command that makes no sense as it is written. */
  record Malformed(CommandWord word) implements Input {
    @Override
    public void giveTo(Handler handler) {
      handler.malformed(word);
    }
  }

  /** Whether it says something to somebody. */
  default boolean isSpeech() {
    return this instanceof Say
        || (this instanceof Command command
            && (command.word().isPrivate() || command.word() == CommandWord.ME));
  }

  /**
   * Whether the line may be private, so that it must not be written to the history. A mistyped
   * command counts as private, because it may have been meant as /msg.
   */
  default boolean isPrivate() {
    return this instanceof Command command ? command.word().isPrivate() : !(this instanceof Say);
  }
}
