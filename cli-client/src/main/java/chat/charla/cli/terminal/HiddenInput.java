package chat.charla.cli.terminal;

import chat.charla.cli.text.Utf8;
import java.io.ByteArrayOutputStream;
import java.io.IOError;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.CharacterCodingException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines from the terminal that the terminal does not show, such as passwords. Unlike {@link
 * java.io.Console}, it reads UTF-8 regardless of the locale, so that a password has the same bytes
 * on every machine.
 */
public final class HiddenInput implements AutoCloseable {
  private final Terminal terminal;
  private final Attributes original;
  private final InputStream in;
  private final PrintStream out;
  private volatile String question = "";

  private HiddenInput(Terminal terminal, InputStream in, PrintStream out) {
    this.terminal = terminal;
    this.original = terminal.getAttributes();
    this.in = in;
    this.out = out;
    hide();
    // The shell sets its own attributes while the program is stopped by Ctrl-Z.
    terminal.handle(Terminal.Signal.CONT, signal -> hide());
    // Without this handler, the system would end the program at once, and the terminal would keep
    // hiding what the user types.
    terminal.handle(Terminal.Signal.INT, signal -> interrupted());
  }

  /** Hides what the user types, and shows the question again if the user is answering one. */
  private void hide() {
    Attributes hidden = new Attributes(original);
    hidden.setLocalFlag(LocalFlag.ECHO, false);
    terminal.setAttributes(hidden);
    out.print(question);
    out.flush();
  }

  private void interrupted() {
    out.println();
    System.exit(TerminalConsole.INTERRUPTED);
  }

  /**
   * Hides what the user types, until {@link #close}.
   *
   * @throws IOException if the terminal cannot hide what the user types
   */
  public static HiddenInput open(InputStream in, PrintStream out) throws IOException {
    return new HiddenInput(SystemTerminal.thatEchoes(), in, out);
  }

  /**
   * Asks a question, and waits for a line.
   *
   * @return the line without its end, or null at the end of the input
   * @throws CharacterCodingException if the line is not UTF-8
   */
  public @Nullable String readLine(String question) throws IOException {
    this.question = question;
    out.print(question);
    out.flush();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    // Read only this line: the input after it is the answer to the next question.
    int next = in.read();
    boolean ended = next < 0;
    for (; next >= 0 && next != '\n'; next = in.read()) {
      line.write(next);
    }
    this.question = "";
    // The terminal has not original the user's Enter.
    out.println();
    return ended ? null : Utf8.decode(line.toByteArray());
  }

  /** Restores the terminal. If a signal ends the program, JLine restores it. */
  @Override
  public void close() {
    try {
      terminal.setAttributes(original);
      terminal.close();
    } catch (IOException | IOError | IllegalStateException e) {
      // The terminal is closed already.
    }
  }
}
