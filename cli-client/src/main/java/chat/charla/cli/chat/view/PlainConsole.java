package chat.charla.cli.chat.view;

import chat.charla.cli.text.StyledText;
import chat.charla.cli.text.Utf8Lines;
import chat.charla.client.WhiteSpace;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * A console that reads and writes lines: for pipes, files, and terminals without cursor control.
 */
public final class PlainConsole implements Console {
  /** The columns of a terminal that cannot be asked for its size, without the last one. */
  private static final int USUAL_COLUMNS = 79;

  private final Utf8Lines input;
  private final PrintStream out;
  private final boolean terminal;
  private final boolean coloured;

  /**
   * Creates a console on these streams. The caller must close the streams.
   *
   * @param terminal whether a user types at a terminal, which echoes the input
   * @param coloured whether styles are written as control sequences
   */
  public PlainConsole(InputStream input, PrintStream out, boolean terminal, boolean coloured) {
    this.input = new Utf8Lines(input);
    this.out = out;
    this.terminal = terminal;
    this.coloured = coloured;
  }

  @Override
  public void print(StyledText lines) {
    synchronized (out) {
      out.println(coloured ? lines.ansi() : lines.plain());
      out.flush();
    }
  }

  @Override
  public @Nullable String readLine(Prompt prompt) throws IOException {
    if (prompt.question()) {
      print(StyledText.of(WhiteSpace.stripTrailing(prompt.text())));
    }
    // If the output is broken, end the input: the user would not see the chat.
    return out.checkError() ? null : input.readLine();
  }

  @Override
  public boolean hasPerson() {
    return terminal;
  }

  @Override
  public int columns() {
    return terminal ? USUAL_COLUMNS : Integer.MAX_VALUE;
  }

  @Override
  public void ring() {
    if (terminal) {
      synchronized (out) {
        out.print('\u0007');
        out.flush();
      }
    }
  }

  @Override
  public boolean echoesInput() {
    return terminal;
  }

  @Override
  public void close() {}
}
