package chat.charla.cli.terminal;

import java.time.Duration;
import org.jline.keymap.BindingReader;
import org.jline.reader.EndOfFileException;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.utils.NonBlockingReader;

/**
 * Reads what is pasted, up to the marker with which the terminal ends a paste. A marker can be
 * lost, as when a connection breaks in the middle, and until it comes every key would be a part of
 * the paste, also Ctrl-C. So a paste also ends when nothing has come for some time.
 */
final class Paste {
  /**
   * Longer than a network makes anybody wait between two parts of a paste, as a rule: what comes
   * later counts as typed, and a line end in it as Enter.
   */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  private final BindingReader keys;
  private final Duration patience;

  /**
   * Reads from these keys.
   *
   * @param patience how long the next character may take
   */
  Paste(BindingReader keys, Duration patience) {
    this.keys = keys;
    this.patience = patience;
  }

  /**
   * What is pasted, with LF for every line end.
   *
   * @throws EndOfFileException if the terminal is closed meanwhile
   */
  String read() {
    StringBuilder pasted = new StringBuilder();
    int end = -1;
    while (end < 0 && hasMore()) {
      int next = keys.readCharacter();
      if (next < 0) {
        throw new EndOfFileException();
      }
      pasted.appendCodePoint(next);
      end = endOf(pasted);
    }
    return text(end < 0 ? pasted.toString() : pasted.substring(0, end));
  }

  private boolean hasMore() {
    return keys.peekCharacter(patience.toMillis()) != NonBlockingReader.READ_EXPIRED;
  }

  /** Where the text ends, if the marker has been read; else -1. */
  private static int endOf(StringBuilder pasted) {
    int end = pasted.length() - LineReaderImpl.BRACKETED_PASTE_END.length();
    return end >= 0 && pasted.indexOf(LineReaderImpl.BRACKETED_PASTE_END, end) == end ? end : -1;
  }

  /** Another paste may have begun in the one whose end was lost. */
  private static String text(String pasted) {
    return pasted
        .replace(LineReaderImpl.BRACKETED_PASTE_BEGIN, "")
        .replace("\r\n", "\n")
        .replace('\r', '\n');
  }
}
