package chat.charla.cli.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads text that is piped in: UTF-8 whatever the locale says, with the line ends of any system,
 * and with a bound, because a pipe may never end. Broken bytes become U+FFFD. For one thread.
 */
public final class Utf8Lines {
  /** Longest line or text, in UTF-16 units: more than any server takes. */
  public static final int MAX_LENGTH = 1024 * 1024;

  private static final int END = -1;
  private static final int BYTE_ORDER_MARK = 0xFEFF;

  private final Reader reader;
  private boolean started;

  /** Reads from here; closing it stays the caller's. */
  public Utf8Lines(InputStream input) {
    reader = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8));
  }

  /**
   * The next line without its end, or null at the end.
   *
   * @throws TextTooLongException if it is longer than {@link #MAX_LENGTH}
   */
  public @Nullable String readLine() throws IOException {
    int next = read();
    if (next == END) {
      return null;
    }
    StringBuilder line = new StringBuilder();
    for (; next != END && next != '\n'; next = read()) {
      append(line, next);
    }
    if (line.length() > 0 && line.charAt(line.length() - 1) == '\r') {
      line.setLength(line.length() - 1);
    }
    return line.toString();
  }

  /**
   * Everything up to the end, without the last line's end.
   *
   * @throws TextTooLongException if it is longer than {@link #MAX_LENGTH}
   */
  public String readAll() throws IOException {
    StringBuilder text = new StringBuilder();
    String line = readLine();
    while (line != null) {
      if (text.length() + line.length() > MAX_LENGTH) {
        throw new TextTooLongException();
      }
      text.append(line);
      line = readLine();
      if (line != null) {
        text.append('\n');
      }
    }
    return text.toString();
  }

  private int read() throws IOException {
    int next = reader.read();
    if (!started) {
      started = true;
      // Programs on Windows, where the original lived, like to begin a text with it.
      return next == BYTE_ORDER_MARK ? reader.read() : next;
    }
    return next;
  }

  private static void append(StringBuilder line, int character) throws TextTooLongException {
    if (line.length() == MAX_LENGTH) {
      throw new TextTooLongException();
    }
    line.append((char) character);
  }

  /** What is piped in is no message any more. */
  public static final class TextTooLongException extends IOException {
    private static final long serialVersionUID = 1L;

    TextTooLongException() {
      super("a text is longer than " + MAX_LENGTH + " characters");
    }
  }
}
