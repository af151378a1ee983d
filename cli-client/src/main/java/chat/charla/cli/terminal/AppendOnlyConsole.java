package chat.charla.cli.terminal;

import chat.charla.cli.chat.view.Console;
import chat.charla.cli.chat.view.PlainConsole;
import chat.charla.cli.chat.view.Prompt;
import chat.charla.cli.text.StyledText;
import java.io.IOError;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/**
 * A terminal to which text is only appended, for screen readers and for terminals without cursor
 * control. If a text is printed while a line is half typed, the row of that line ends, and the
 * typed text is written again on a new row below. So a message and a half-typed line never share a
 * row, and the user sees, or hears, what the line contains so far.
 */
public final class AppendOnlyConsole implements Console {
  private final Terminal terminal;
  private final Attributes attributes;
  private final EchoedInput input;
  private final PlainConsole lines;

  private AppendOnlyConsole(Terminal terminal, InputStream in, PrintStream out, boolean coloured) {
    this.terminal = terminal;
    this.attributes = terminal.getAttributes();
    this.input = new EchoedInput(in, out, editingKeys(attributes));
    this.lines = new PlainConsole(input, out, true, coloured);
    Attributes silent = new Attributes(attributes);
    silent.setLocalFlag(LocalFlag.ICANON, false);
    silent.setLocalFlag(LocalFlag.ECHO, false);
    silent.setControlChar(ControlChar.VMIN, 1);
    silent.setControlChar(ControlChar.VTIME, 0);
    resume(silent);
    // The shell sets its own attributes while the program is stopped by Ctrl-Z.
    terminal.handle(Terminal.Signal.CONT, signal -> resume(silent));
    // Without this handler, the system would end the program at once, before the user has left the
    // chat.
    terminal.handle(Terminal.Signal.INT, signal -> interrupted());
  }

  /**
   * Sets the modes in which this class echoes and edits lines. If a line is half typed, shows it
   * again.
   */
  private void resume(Attributes silent) {
    terminal.setAttributes(silent);
    input.printAbove(() -> {});
  }

  private void interrupted() {
    input.discard();
    System.exit(TerminalConsole.INTERRUPTED);
  }

  /**
   * Opens the terminal that this program runs in. Its streams are standard input and output.
   *
   * @throws IOException if there is no terminal, or if the terminal does not echo and edit lines
   *     because another program, such as Emacs, does so
   */
  public static AppendOnlyConsole open(InputStream in, PrintStream out, boolean coloured)
      throws IOException {
    return new AppendOnlyConsole(SystemTerminal.thatEchoes(), in, out, coloured);
  }

  private static EchoedInput.EditingKeys editingKeys(Attributes attributes) {
    return new EchoedInput.EditingKeys(
        key(attributes, ControlChar.VERASE),
        key(attributes, ControlChar.VWERASE),
        key(attributes, ControlChar.VKILL),
        key(attributes, ControlChar.VREPRINT),
        key(attributes, ControlChar.VEOF));
  }

  /** The byte that the terminal assigns to a function such as erasing; -1 if it assigns none. */
  private static int key(Attributes attributes, ControlChar name) {
    int key = attributes.getControlChar(name);
    return key > 0 ? key : -1;
  }

  @Override
  public void print(StyledText text) {
    input.printAbove(() -> lines.print(text));
  }

  @Override
  public @Nullable String readLine(Prompt prompt) throws IOException {
    input.hide(prompt.hidden());
    return lines.readLine(prompt);
  }

  @Override
  public boolean canHide() {
    return true;
  }

  @Override
  public void ring() {
    lines.ring();
  }

  @Override
  public boolean echoesInput() {
    return true;
  }

  /** Restores the terminal. If a signal ends the program, JLine restores it. */
  @Override
  public void close() {
    input.discard();
    try {
      terminal.setAttributes(attributes);
      terminal.close();
    } catch (IOException | IOError | IllegalStateException e) {
      // The terminal is closed already.
    }
  }
}
