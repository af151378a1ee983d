package chat.charla.cli.chat;

import chat.charla.cli.text.StyledText;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A person, or a pipe, at the other end of two streams.
 *
 * <p>One thread reads; any thread calls everything else, at any time, also while a line is half
 * typed: what is typed so far survives. Texts are given ready to show: nothing here makes them
 * harmless. Nothing but {@link #readLine} blocks for long, and nothing else throws.
 */
public interface Console extends AutoCloseable {
  /** Shows a text of one or more lines, without its last line's end. */
  void print(StyledText lines);

  /**
   * Shows what stands around the line that is being typed, in place of what stood there; also while
   * no line is being read. A console that has nothing but lines ignores it.
   */
  default void show(InputArea area) {}

  /**
   * Waits for a line. It may have line ends in it, where it was pasted or typed so.
   *
   * @param prompt what stands before it, until {@link #show} brings another
   * @return the line without its end, or null at the end of the input
   */
  @Nullable String readLine(Prompt prompt) throws IOException;

  /**
   * Keeps a line that was read for being called back later.
   *
   * @param forLater whether also the next program may, or only this one, as with private words
   */
  default void remember(String line, boolean forLater) {}

  /**
   * Whether a person types the lines, who can be asked back. Where lines come from a pipe, the next
   * one is no answer.
   */
  default boolean hasPerson() {
    return true;
  }

  /** Draws attention. */
  default void ring() {}

  /** Wipes the screen, and nothing else. */
  default void clear() {}

  /** Whether the person still sees what they have typed, so that it need not be shown again. */
  boolean echoesInput();

  /** Leaves the terminal as it was; a thread that reads gets null soon, or never. */
  @Override
  void close();
}
