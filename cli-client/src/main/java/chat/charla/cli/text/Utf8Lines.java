package chat.charla.cli.text;

import chat.charla.cli.text.UnusableTextException.Flaw;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines of input as UTF-8, regardless of the locale. Accepts LF and CR LF as line ends. The
 * length of a line is limited, because a pipe may never end. An unusable line is read to its end,
 * so that it does not affect the next line. Not thread-safe.
 */
public final class Utf8Lines {
  /**
   * The default maximum length of a line in bytes, and of a text in UTF-16 units. It is the largest
   * message size in bytes that a server can be configured to accept.
   */
  public static final int MAX_BYTES = 1024 * 1024;

  private static final int END = -1;
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final InputStream input;
  private final int maxBytes;
  private long number;

  /** Reads from this stream, which the caller closes. */
  public Utf8Lines(InputStream input) {
    this(input, MAX_BYTES);
  }

  /**
   * Reads from this stream, which the caller closes.
   *
   * @param maxBytes the longest line in bytes, and the longest text in UTF-16 units
   */
  public Utf8Lines(InputStream input, int maxBytes) {
    this.input = new BufferedInputStream(input);
    this.maxBytes = maxBytes;
  }

  /** The number of the line that was read last, from 1; 0 if no line was read. */
  public long number() {
    return number;
  }

  /**
   * Reads the next line. Returns it without its line end, or null at the end of the input.
   *
   * @throws UnusableTextException if the line is too long or not UTF-8; the next line may be usable
   */
  public @Nullable String readLine() throws IOException {
    int next = input.read();
    if (next == END) {
      return null;
    }
    number++;
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    boolean tooLong = false;
    for (; next != END && next != '\n'; next = input.read()) {
      if (line.size() < maxBytes) {
        line.write(next);
      } else {
        tooLong = true;
      }
    }
    if (tooLong) {
      throw new UnusableTextException(Flaw.TOO_LONG, number);
    }
    return text(line.toByteArray());
  }

  /**
   * Reads the rest of the input. Returns the text without its last line end.
   *
   * @throws UnusableTextException if a line or the whole text is too long or not UTF-8
   */
  public String readAll() throws IOException {
    StringBuilder text = new StringBuilder();
    String line = readLine();
    while (line != null) {
      if (text.length() + line.length() > maxBytes) {
        throw new UnusableTextException(Flaw.TOO_LONG, number);
      }
      text.append(line);
      line = readLine();
      if (line != null) {
        text.append('\n');
      }
    }
    return text.toString();
  }

  private String text(byte[] bytes) throws UnusableTextException {
    try {
      String line = Utf8.decode(bytes);
      // Programs on Windows often begin a text with a byte order mark.
      String content = number == 1 && line.startsWith(BYTE_ORDER_MARK) ? line.substring(1) : line;
      return content.endsWith("\r") ? content.substring(0, content.length() - 1) : content;
    } catch (CharacterCodingException e) {
      throw new UnusableTextException(Flaw.NOT_UTF8, number);
    }
  }
}
