package chat.charla.cli.chat.view;

import chat.charla.cli.text.StyledText;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The user's console: a terminal, or a pipe.
 *
 * <p>One thread calls {@link #readLine}. All other methods may be called by any thread at any time.
 * They keep the text of a line that is being typed, and they neither block for long nor throw.
 * Callers must sanitize all texts.
 */
public interface Console extends AutoCloseable {
  /** Prints a text of one or more lines. The text must not end with a line end. */
  void print(StyledText lines);

  /**
   * Replaces the input area, which surrounds the line that is being typed. May also be called while
   * no line is being read. A console without an input area ignores the call.
   */
  default void show(InputArea area) {}

  /**
   * Waits for a line. A line that was pasted or typed as several lines contains line ends.
   *
   * @param prompt the prompt before the line, until {@link #show} replaces the prompt
   * @return the line without its end, or null at the end of the input. A hidden line is empty if
   *     the user has cancelled it, as by Ctrl-C
   */
  @Nullable String readLine(Prompt prompt) throws IOException;

  /**
   * Adds a line that was read to the input history.
   *
   * @param forLater whether later processes may recall the line; false for private text, which only
   *     this process may recall
   */
  default void remember(String line, boolean forLater) {}

  /**
   * Whether a user types the lines, so that the chat can ask the user a question. The chat asks a
   * pipe no question, because the next line of a pipe is not an answer.
   */
  default boolean hasPerson() {
    return true;
  }

  /** Whether the console can read a line without showing it, for a {@link Prompt#hidden} prompt. */
  default boolean canHide() {
    return false;
  }

  /** The maximum number of columns of a line that the terminal does not wrap. */
  default int columns() {
    return Integer.MAX_VALUE;
  }

  /** Rings the terminal's bell. */
  default void ring() {}

  /** Clears the screen. */
  default void clear() {}

  /**
   * Whether typed lines stay visible, so that the chat need not show them again. Such a console has
   * no line editor, so Tab completes nothing.
   */
  boolean echoesInput();

  /**
   * Restores the terminal. A {@link #readLine} that is blocked then returns null soon, or stays
   * blocked.
   */
  @Override
  void close();
}
