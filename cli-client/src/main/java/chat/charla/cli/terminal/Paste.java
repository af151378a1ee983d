package chat.charla.cli.terminal;

import chat.charla.client.WhiteSpace;
import java.time.Duration;
import java.util.Optional;
import org.jline.keymap.BindingReader;
import org.jline.reader.EndOfFileException;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.utils.NonBlockingReader;

/**
 * Reads a bracketed paste, up to the end marker of the terminal. The paste may stall for any time.
 * If the user presses keys meanwhile, the terminal sends them after the end marker.
 *
 * <p>If the end marker were lost, every later key, even Ctrl-C, would become a part of the paste.
 * Pasted text comes in bursts. Therefore a key that comes alone after a pause also ends a paste.
 * This class then puts the key back into the input.
 */
final class Paste {
  /**
   * After this time without input, the editor shows the text that was read, and a key may end the
   * paste.
   */
  private static final Duration PAUSE = Duration.ofMillis(300);

  /** The maximum time between two characters of a burst. */
  private static final Duration GAP = Duration.ofMillis(100);

  /** A key comes later than this after the key before. */
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
   * Whether a key has ended the paste. The supposed key may in fact be pasted text, and the rest of
   * the paste may still come. Therefore, if {@link #moreFollows} is true after a line end, the
   * caller must not take that line end for Enter.
   */
  boolean wasEndedByKey() {
    return endedByKey;
  }

  /**
   * The pasted text that was read, with LF for every line end.
   *
   * <p>Lines are often copied together with the last line end. A pasted line end does not send the
   * message, so this one would only add an empty line to it. Therefore, if the end marker has come
   * directly after a line end, trailing white space is removed.
   */
  String text() {
    // If the end marker of this paste was lost, another paste may have begun inside it.
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
   * Reads the rest of a paste without markers, after its first line end. It is a paste if another
   * whole line comes faster than anybody types. Otherwise the first line end is Enter, and what
   * comes is the beginning of the next line, which this method puts back.
   *
   * @return the rest, with LF for every line end and without white space at its end; empty if it is
   *     not a paste
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
   * Reads the first burst after a pause, or, if the burst is longer than a key's sequence, the
   * start of the burst.
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
   * The length of the marker, or of the beginning of a marker, with which the text ends; 0 if there
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
