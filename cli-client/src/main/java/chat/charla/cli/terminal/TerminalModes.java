package chat.charla.cli.terminal;

import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Terminal;
import org.jline.utils.InfoCmp.Capability;

/**
 * The modes of a terminal. While the chat runs, it reads each key, and the terminal marks pastes.
 * When the chat ends or is stopped, the terminal gets back the modes that it had before.
 *
 * <p>The terminal stays in the chat's modes between two lines. Otherwise the terminal would echo
 * text that a fast user types between the lines, and the editor would show that text a second time.
 *
 * <p>Thread-safe.
 */
final class TerminalModes {
  private final Terminal terminal;
  private final Attributes before;
  private Attributes raw;

  /** Sets raw mode, in which Ctrl-C and Ctrl-Z are signals. */
  TerminalModes(Terminal terminal) {
    this.terminal = terminal;
    this.before = terminal.enterRawMode();
    this.raw = terminal.getAttributes();
    enableSignals(true);
  }

  /** Sets whether Ctrl-C and Ctrl-Z are signals. Otherwise they are keys. */
  synchronized void enableSignals(boolean enabled) {
    // Change a copy, because JLine keeps the object that it gets.
    raw = new Attributes(raw);
    raw.setLocalFlag(LocalFlag.ISIG, enabled);
    terminal.setAttributes(raw);
  }

  /** Whether Ctrl-C and Ctrl-Z are signals. */
  synchronized boolean areSignalsEnabled() {
    return raw.getLocalFlag(LocalFlag.ISIG);
  }

  /** Sets the chat's modes. The user may paste text before the chat reads the first line. */
  synchronized void set() {
    terminal.setAttributes(raw);
    terminal.puts(Capability.keypad_xmit);
    terminal.writer().write(LineReaderImpl.BRACKETED_PASTE_ON);
    terminal.flush();
  }

  /**
   * Whether the terminal still has the chat's modes. If so, no other program has used the terminal.
   */
  synchronized boolean areSet() {
    return !terminal.getAttributes().getLocalFlag(LocalFlag.ICANON);
  }

  /** Restores the modes from before the chat. */
  synchronized void restore() {
    terminal.puts(Capability.keypad_local);
    terminal.writer().write(LineReaderImpl.BRACKETED_PASTE_OFF);
    terminal.flush();
    restoreAttributes();
  }

  /** Does what {@link #restore} does, but writes nothing to the terminal, which may be blocked. */
  synchronized void restoreAttributes() {
    terminal.setAttributes(before);
  }
}
