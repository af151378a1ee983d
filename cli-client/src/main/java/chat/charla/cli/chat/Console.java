package chat.charla.cli.chat;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A person, or a pipe, at the other end of two streams.
 *
 * <p>One thread reads; any thread prints, at any time, also while a line is half typed: what is
 * typed so far survives. Texts are given ready to show: nothing here makes them harmless.
 */
public interface Console extends AutoCloseable {
  /** Shows a text of one or more lines, without its last line's end. Never throws. */
  void print(String text);

  /**
   * Waits for a line.
   *
   * @return the line without its end, or null if there will be none any more
   */
  @Nullable String readLine(Prompt prompt) throws IOException;

  /** Whether the person sees what they have typed, so that it need not be shown again. */
  boolean echoesInput();

  /** Leaves the terminal as it was; a thread that reads gets null soon, or never. */
  @Override
  void close();
}
