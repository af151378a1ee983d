package chat.charla.cli.chat;

import chat.charla.cli.text.Utf8Lines;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** Lines in, lines out: for pipes, files, and terminals that can do no more. */
public final class PlainConsole implements Console {
  private final Utf8Lines input;
  private final PrintStream out;
  private final boolean echoesInput;

  /**
   * A console on these streams, which stay the caller's.
   *
   * @param echoesInput whether a terminal shows what is typed
   */
  public PlainConsole(InputStream input, PrintStream out, boolean echoesInput) {
    this.input = new Utf8Lines(input);
    this.out = out;
    this.echoesInput = echoesInput;
  }

  @Override
  public void print(String text) {
    synchronized (out) {
      out.println(text);
      out.flush();
    }
  }

  @Override
  public @Nullable String readLine(Prompt prompt) throws IOException {
    if (prompt.question()) {
      print(prompt.text().stripTrailing());
    }
    // If nobody reads what is said, there is nobody to talk for.
    return out.checkError() ? null : input.readLine();
  }

  @Override
  public boolean echoesInput() {
    return echoesInput;
  }

  @Override
  public void close() {}
}
