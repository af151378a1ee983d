package chat.charla.cli.pipe;

import chat.charla.cli.pipe.MalformedRequestException.Reason;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The lines of an input, in UTF-8 and nothing else. A line that will not do is skipped to its end,
 * so that the ones after it are read as if it had not been there. For one thread.
 */
final class RequestLines {
  /** Longest line: the longest text that a server can be set to take, all of it escaped. */
  static final int MAX_BYTES = 8 * 1024 * 1024;

  private static final int END = -1;

  private final InputStream input;
  private long number;

  RequestLines(InputStream input) {
    this.input = new BufferedInputStream(input);
  }

  /** The number of the line that was read last, from 1. */
  long number() {
    return number;
  }

  /**
   * The next line without its end, or null at the end of the input.
   *
   * @throws MalformedRequestException if this line will not do; the next one may
   */
  @Nullable String next() throws IOException, MalformedRequestException {
    int next = input.read();
    if (next == END) {
      return null;
    }
    number++;
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    boolean tooLong = false;
    for (; next != END && next != '\n'; next = input.read()) {
      if (line.size() < MAX_BYTES) {
        line.write(next);
      } else {
        tooLong = true;
      }
    }
    if (tooLong) {
      throw new MalformedRequestException(
          Reason.LINE_TOO_LONG, null, "a line has " + MAX_BYTES + " bytes at most");
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(line.toByteArray());
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedRequestException(Reason.NOT_UNICODE, null, "the line is not UTF-8");
    }
  }
}
