package chat.charla.cli.terminal;

import chat.charla.client.WhiteSpace;
import java.time.Duration;
import org.jline.keymap.BindingReader;
import org.jline.reader.EndOfFileException;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.utils.NonBlockingReader;

/**
 * Reads a bracketed paste, up to the end marker of the terminal. The paste may stall for any time:
 * the terminal sends keys that are pressed meanwhile after the marker.
 *
 * <p>If the marker is lost, every later key, even Ctrl-C, would be a part of the paste. Therefore a
 * key also ends a paste if it comes alone after a pause: pasted text comes in bursts. The key is
 * put back.
 */
final class Paste {
  /** After this time without input, the text so far is shown, and a key may end the paste. */
  private static final Duration PAUSE = Duration.ofMillis(300);

  /** The maximum time between two characters of a burst. */
  private static final Duration GAP = Duration.ofMillis(100);

  /** The longest sequence that a key sends, in UTF-16 units. */
  private static final int LONGEST_KEY = 8;

  private static final String BEGIN = LineReaderImpl.BRACKETED_PASTE_BEGIN;
  private static final String END = LineReaderImpl.BRACKETED_PASTE_END;
  private static final char ESCAPE = '\u001b';

  private final BindingReader keys;
  private final StringBuilder pasted = new StringBuilder();
  private boolean paused;
  private boolean endedByKey;

  /** A paste whose start marker has been read. */
  Paste(BindingReader keys) {
    this.keys = keys;
  }

  /**
   * Reads up to the next pause or the end.
   *
   * @return whether there may be more
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
   * Whether a key has ended the paste. That key may in fact be pasted text, and the rest of the
   * paste may still come. Therefore a line end is not Enter if {@link #moreFollows} is true after
   * it.
   */
  boolean wasEndedByKey() {
    return endedByKey;
  }

  /**
   * The pasted text so far, with LF for every line end. If the marker has come after a line end,
   * trailing white space is removed, because only Enter sends the message.
   */
  String text() {
    // Another paste may have begun inside this one, if its end marker was lost.
    String text =
        pasted
            .substring(0, pasted.length() - markerLength())
            .replace(BEGIN, "")
            .replace("\r\n", "\n")
            .replace('\r', '\n');
    return endsWith(END) && text.endsWith("\n") ? WhiteSpace.stripTrailing(text) : text;
  }

  /** Whether the next character belongs to the same burst as the last one. */
  static boolean moreFollows(BindingReader keys) {
    return comes(keys, GAP);
  }

  private boolean isOver() {
    return endedByKey || endsWith(END);
  }

  /** Reads the first burst after a pause, or the start of a long one. */
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

  /** The length of a marker, or of the start of one, at the end of the text. */
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
