package chat.charla.cli.chat.input;

import java.util.List;
import java.util.Optional;

/** A parsed line. Immutable. */
public sealed interface Input {
  /**
   * Calls the handler's method for this kind of line.
   *
   * @param line the line as typed
   */
  void giveTo(Handler handler, String line);

  /** Handles parsed lines. It has a method for each kind of line. */
  interface Handler {
    /** A blank line. */
    void blankLine();

    /** A message to the current peer or room. */
    void say(String text);

    /**
     * A known command, with at most one argument for each of its parameters.
     *
     * @param line the line as typed
     */
    void command(CommandWord word, List<String> arguments, String line);

    /**
     * An unknown {@code /word}.
     *
     * @param word the word without its slash
     * @param meant the command that was probably meant, or empty
     */
    void unknown(String word, Optional<CommandWord> meant);

    /** A command with too many or too few arguments. */
    void malformed(CommandWord word);

    /**
     * A line that begins with {@code :p-} but is not a valid private message. The handler must not
     * send it to a room.
     */
    void malformedPrivate();
  }

  /** A blank line, or a malformed private message in the syntax of the original program. */
  enum Simple implements Input {
    NOTHING {
      @Override
      public void giveTo(Handler handler, String line) {
        handler.blankLine();
      }
    },
    MALFORMED_PRIVATE {
      @Override
      public void giveTo(Handler handler, String line) {
        handler.malformedPrivate();
      }
    }
  }

  /** A message. */
  record Say(String text) implements Input {
    @Override
    public void giveTo(Handler handler, String line) {
      handler.say(text);
    }
  }

  /** A command. */
  record Command(CommandWord word, List<String> arguments) implements Input {
    public Command {
      arguments = List.copyOf(arguments);
    }

    @Override
    public void giveTo(Handler handler, String line) {
      handler.command(word, arguments, line);
    }
  }

  /** An unknown command. */
  record Unknown(String word, Optional<CommandWord> meant) implements Input {
    @Override
    public void giveTo(Handler handler, String line) {
      handler.unknown(word, meant);
    }
  }

  /** A command with the wrong number of arguments. */
  record Malformed(CommandWord word) implements Input {
    @Override
    public void giveTo(Handler handler, String line) {
      handler.malformed(word);
    }
  }

  /** Whether the line is a message, or a command that sends one. */
  default boolean sendsMessage() {
    return this instanceof Say
        || (this instanceof Command command
            && (command.word().isPrivate() || command.word() == CommandWord.ME));
  }

  /** Whether the line may contain a password, so that no history may keep it. */
  default boolean mayHavePassword() {
    return this instanceof Malformed malformed && malformed.word().takesPassword();
  }

  /**
   * Whether the line may be private. Private lines must not be saved for later processes. A
   * mistyped command counts as private, because it may have been meant as /msg.
   */
  default boolean isPrivate() {
    return this instanceof Command command ? command.word().isPrivate() : !(this instanceof Say);
  }
}
