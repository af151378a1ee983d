package chat.charla.cli.chat;

import chat.charla.cli.chat.view.Console;
import chat.charla.cli.chat.view.Prompt;
import chat.charla.cli.text.UnusableTextException;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines for a chat. It reads a line only when the chat asks for one. So the chat knows
 * whether the next line is a name or a message. And while the server is slow, a long file in a pipe
 * is not read into memory.
 */
public final class InputPump implements Runnable {
  private final Console console;
  private final Chat chat;

  /** Creates a pump that passes lines from the console to the chat. */
  public InputPump(Console console, Chat chat) {
    this.console = console;
    this.chat = chat;
  }

  /** Runs until the input or the chat ends. The caller must use a thread that may block. */
  @Override
  public void run() {
    try {
      Prompt prompt = chat.start().get();
      String line = read(prompt);
      while (line != null) {
        prompt = (prompt.hidden() ? chat.takeHidden(line) : chat.take(line)).get();
        line = read(prompt);
      }
      chat.endOfInput(null);
    } catch (IOException e) {
      chat.endOfInput(e);
    } catch (CancellationException | ExecutionException | InterruptedException chatIsOver) {
      // The chat is over: stop reading.
    }
  }

  /**
   * Reads a line. If a user's line is unusable, tells the user and reads the next line. If a line
   * from a pipe is unusable, throws the exception, because skipping the line could change the
   * meaning of the lines after it.
   */
  private @Nullable String read(Prompt prompt) throws IOException {
    while (true) {
      try {
        return console.readLine(prompt);
      } catch (UnusableTextException e) {
        if (!console.hasPerson()) {
          throw e;
        }
        chat.reportUnusable(e);
      }
    }
  }
}
