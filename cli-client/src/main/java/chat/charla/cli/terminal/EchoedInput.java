package chat.charla.cli.terminal;

import chat.charla.cli.text.DisplayWidth;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The input of a terminal that neither echoes nor edits lines. This class echoes and edits instead,
 * with the terminal's own keys. So it knows the half-typed line. It writes only at the cursor: to
 * erase, it writes backspaces and blanks, as a terminal itself does.
 *
 * <p>One thread reads. Any thread may call {@link #printAbove}. The output's monitor guards the
 * line.
 */
final class EchoedInput extends InputStream {
  private static final int END = -1;
  private static final int CONTROL_BIT = 0x40;
  private static final int DELETE = 0x7F;

  private final InputStream keys;
  private final PrintStream out;
  private final EditingKeys editing;

  /** The line that is being typed. */
  private final ByteArrayOutputStream typed = new ByteArrayOutputStream();

  /** The last complete line, with its line feed. */
  private byte[] complete = new byte[0];

  /** How much of the complete line has been read. */
  private int position;

  private boolean ended;

  /** Whether the line is secret, so that it is not echoed. */
  private boolean hidden;

  /**
   * The keys that edit the line, as bytes. A negative number stands for no key.
   *
   * @param erase erases the last character
   * @param eraseWord erases the last word
   * @param kill erases the line
   * @param reprint shows the line again on a new row
   * @param end ends the input, on an empty line
   */
  record EditingKeys(int erase, int eraseWord, int kill, int reprint, int end) {}

  EchoedInput(InputStream keys, PrintStream out, EditingKeys editing) {
    this.keys = keys;
    this.out = out;
    this.editing = editing;
  }

  /** Sets whether the next line is secret. Called by the thread that reads. */
  void hide(boolean secret) {
    synchronized (out) {
      hidden = secret;
    }
  }

  /**
   * Runs a task that prints whole lines. If a line is half typed, its row ends before the task, and
   * the typed text is written again on a new row after the task.
   */
  void printAbove(Runnable printing) {
    synchronized (out) {
      boolean halfTyped = typed.size() > 0 && !hidden;
      if (halfTyped) {
        out.println();
      }
      printing.run();
      if (halfTyped) {
        echoLine();
      }
    }
  }

  /** Ends the row of the half-typed line, if there is one, and forgets the line. */
  void discard() {
    synchronized (out) {
      if (typed.size() > 0) {
        typed.reset();
        out.println();
      }
    }
  }

  @Override
  public int read() throws IOException {
    while (position == complete.length) {
      if (ended) {
        return END;
      }
      int key = keys.read();
      synchronized (out) {
        take(key);
        out.flush();
      }
    }
    return complete[position++] & 0xFF;
  }

  /** Waits for the first byte only, so that a line is delivered when it is complete. */
  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int first = read();
    if (first == END) {
      return END;
    }
    bytes[offset] = (byte) first;
    int more = Math.min(length - 1, complete.length - position);
    System.arraycopy(complete, position, bytes, offset + 1, more);
    position += more;
    return 1 + more;
  }

  private void take(int key) {
    if (key == '\n') {
      out.println();
      typed.write(key);
      deliver();
    } else if (key == END) {
      // The terminal was closed before Enter was pressed, so the half-typed line is not sent.
      ended = true;
    } else if (key == editing.end()) {
      ended = typed.size() == 0;
    } else if (key == editing.erase()) {
      erase(startOfLastCharacter());
    } else if (key == editing.eraseWord()) {
      erase(startOfLastWord());
    } else if (key == editing.kill()) {
      erase(0);
    } else if (key == editing.reprint()) {
      reprint();
    } else {
      typed.write(key);
      if (!hidden) {
        echo(key);
      }
    }
  }

  private void deliver() {
    complete = typed.toByteArray();
    position = 0;
    typed.reset();
  }

  private void erase(int start) {
    byte[] line = typed.toByteArray();
    String erased = new String(line, start, line.length - start, StandardCharsets.UTF_8);
    int controls = (int) erased.chars().filter(EchoedInput::isControl).count();
    // A control character is shown as two characters.
    int cells = DisplayWidth.of(erased) + 2 * controls;
    typed.reset();
    typed.write(line, 0, start);
    if (hidden) {
      return;
    }
    if (erased.indexOf('\t') < 0) {
      out.print("\b \b".repeat(cells));
    } else {
      // How many cells a tab takes depends on its column.
      reprint();
    }
  }

  private int startOfLastCharacter() {
    byte[] line = typed.toByteArray();
    int start = Math.max(0, line.length - 1);
    while (start > 0 && isContinuation(line[start])) {
      start--;
    }
    return start;
  }

  private int startOfLastWord() {
    byte[] line = typed.toByteArray();
    int start = line.length;
    while (start > 0 && line[start - 1] == ' ') {
      start--;
    }
    while (start > 0 && line[start - 1] != ' ') {
      start--;
    }
    return start;
  }

  private void reprint() {
    out.println();
    echoLine();
  }

  private void echoLine() {
    if (hidden) {
      return;
    }
    for (byte key : typed.toByteArray()) {
      echo(key & 0xFF);
    }
    out.flush();
  }

  private void echo(int key) {
    if (isControl(key)) {
      out.write('^');
      out.write(key ^ CONTROL_BIT);
    } else {
      out.write(key);
    }
  }

  /** Whether the key is echoed as ^X, so that it has no effect on the terminal. */
  private static boolean isControl(int key) {
    return (key < ' ' && key != '\t') || key == DELETE;
  }

  /** Whether this byte of UTF-8 continues a character. */
  private static boolean isContinuation(byte part) {
    return (part & 0xC0) == 0x80;
  }
}
