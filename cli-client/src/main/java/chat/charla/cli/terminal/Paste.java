package chat.charla.cli.terminal;

import chat.charla.client.WhiteSpace;
import java.time.Duration;
import java.util.Optional;
import org.jline.keymap.BindingReader;
import org.jline.reader.EndOfFileException;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.utils.NonBlockingReader;

/**
 * Reads a bracketed paste, up to the terminal's end marker. The terminal may pause for any time
 * within the paste. If the user presses keys meanwhile, the terminal sends these keys after the end
 * marker.
 *
 * <p>If the end marker is lost, every later key, even Ctrl-C, would become a part of the paste.
 * Pasted text comes in bursts. Therefore a single key after a pause also ends the paste. This class
 * then puts the key back into the input.
 */
final class Paste {
  /**
   * The length of a pause. After a pause the editor shows the text that was read so far, and a key
   * may end the paste.
   */
  private static final Duration PAUSE = Duration.ofMillis(300);

  /** The maximum time between two characters of a burst. */
  private static final Duration GAP = Duration.ofMillis(100);

  /** A user needs more time than this between two keys. */
  private static final Duration AT_ONCE = Duration.ofMillis(5);

  /** The length of the longest sequence that a key sends, in UTF-16 units. */
  private static final int LONGEST_KEY = 8;

  private static final String BEGIN = LineReaderImpl.BRACKETED_PASTE_BEGIN;
  private static final String END = LineReaderImpl.BRACKETED_PASTE_END;
  private static final char ESCAPE = '\u001b';

  private final BindingReader keys;
  private final StringBuilder pasted = new StringBuilder();
  private boolean paused;
  private boolean endedByKey;

  /** Creates a paste. The caller must have read the paste's start marker. */
  Paste(BindingReader keys) {
    this.keys = keys;
  }

  /**
   * Reads up to the next pause or up to the end of the paste.
   *
   * @return whether more of the paste may come
   * @throws EndOfFileException if the terminal is closed
   */
  boolean readOn() {
    if (paused) {
      readBurst();
    }
    while (!isOver() && comes(keys, PAUSE)) {
      pasted.appendCodePoint(read());
    }
    paused = true;
    return !isOver();
  }

  /**
   * Whether a key has ended the paste. This key may in fact be pasted text, and the rest of the
   * paste may still come. Therefore, if {@link #moreFollows} is true after a line end, the caller
   * must treat this line end as pasted text, and not as Enter.
   */
  boolean wasEndedByKey() {
    return endedByKey;
  }

  /**
   * The pasted text that was read, with LF for every line end.
   *
   * <p>Lines are often copied together with the last line end. A pasted line end does not send the
   * message, so the last line end would only add an empty line to the message. Therefore, if the
   * end marker has come directly after a line end, trailing white space is removed.
   */
  String text() {
    // If an end marker was lost, the text may contain the start marker of another paste.
    String text =
        pasted
            .substring(0, pasted.length() - markerLength())
            .replace(BEGIN, "")
            .replace("\r\n", "\n")
            .replace('\r', '\n');
    return endsWith(END) && text.endsWith("\n") ? WhiteSpace.stripTrailing(text) : text;
  }

  /** Whether the next character belongs to the same burst as the character before. */
  static boolean moreFollows(BindingReader keys) {
    return comes(keys, GAP);
  }

  /**
   * Reads the rest of a paste without markers, after its first line end. The text is a paste if
   * another whole line comes faster than any user types. Otherwise the first line end is Enter, and
   * the characters that follow are the beginning of the next line. This method then puts these
   * characters back.
   *
   * @return the rest, with LF for every line end and without white space at its end; empty if the
   *     text is not a paste
   */
  static Optional<String> restWithoutMarkers(BindingReader keys) {
    if (!comes(keys, AT_ONCE)) {
      return Optional.empty();
    }
    Paste paste = new Paste(keys);
    while (moreFollows(keys)) {
      paste.pasted.appendCodePoint(paste.read());
    }
    String text = paste.text();
    if (!text.contains("\n")) {
      keys.runMacro(paste.pasted.toString());
      return Optional.empty();
    }
    return Optional.of(WhiteSpace.stripTrailing(text));
  }

  private boolean isOver() {
    return endedByKey || endsWith(END);
  }

  /**
   * Reads the first burst after a pause. Stops as soon as the burst is longer than the sequence of
   * any key.
   */
  private void readBurst() {
    int start = pasted.length();
    pasted.appendCodePoint(read());
    while (pasted.length() - start <= LONGEST_KEY && !isOver() && moreFollows(keys)) {
      pasted.appendCodePoint(read());
    }
    String burst = pasted.substring(start);
    endedByKey = !isOver() && isKey(burst);
    if (endedByKey) {
      pasted.setLength(start);
      keys.runMacro(burst);
    }
  }

  private int read() {
    int character = keys.readCharacter();
    if (character < 0) {
      throw new EndOfFileException();
    }
    return character;
  }

  private static boolean comes(BindingReader keys, Duration within) {
    return keys.peekCharacter(within.toMillis()) != NonBlockingReader.READ_EXPIRED;
  }

  private static boolean isKey(String burst) {
    boolean isSequence = burst.charAt(0) == ESCAPE && burst.length() <= LONGEST_KEY;
    return isSequence || burst.codePointCount(0, burst.length()) == 1;
  }

  /**
   * The length of the marker, or of the beginning of a marker, at the end of the text; 0 if there
   * is none.
   */
  private int markerLength() {
    int length = END.length();
    while (length > 0
        && !endsWith(END.substring(0, length))
        && !endsWith(BEGIN.substring(0, length))) {
      length--;
    }
    return length;
  }

  private boolean endsWith(String end) {
    int start = pasted.length() - end.length();
    return start >= 0 && pasted.indexOf(end, start) == start;
  }
}
