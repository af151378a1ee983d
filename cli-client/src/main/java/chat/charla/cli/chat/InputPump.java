package chat.charla.cli.chat;

import chat.charla.cli.text.UnusableTextException;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Reads line after line for a chat, the next one only when the chat asks for it: so a name is not
 * taken for a message, and a file that is piped in waits for the server instead of filling memory.
 */
public final class InputPump implements Runnable {
  private final Console console;
  private final Chat chat;

  /** Reads from the console for the chat. */
  public InputPump(Console console, Chat chat) {
    this.console = console;
    this.chat = chat;
  }

  /** Runs until the input or the chat ends. Blocks: on a thread of its own. */
  @Override
  public void run() {
    try {
      CompletableFuture<Prompt> turn = chat.start();
      String line = read(turn.get());
      while (line != null) {
        turn = chat.take(line);
        line = read(turn.get());
      }
      chat.endOfInput(null);
    } catch (IOException e) {
      chat.endOfInput(e);
    } catch (CancellationException | ExecutionException | InterruptedException chatIsOver) {
      // No line is read after that.
    }
  }

  /** A person sees what went wrong, and goes on; a pipe has lost its place among what was said. */
  private @Nullable String read(Prompt prompt) throws IOException {
    while (true) {
      try {
        return console.readLine(prompt);
      } catch (UnusableTextException e) {
        if (!console.hasPerson()) {
          throw e;
        }
        chat.passOver(e);
      }
    }
  }
}
