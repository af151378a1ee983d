package chat.charla.cli.pipe;

import chat.charla.cli.pipe.MalformedRequestException.Reason;
import chat.charla.cli.text.UnusableTextException;
import chat.charla.cli.text.Utf8Lines;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of an input. Reports an unusable line like an invalid command. Not thread-safe.
 */
final class RequestLines {
  /**
   * The maximum length of a line in bytes. It suffices for the longest text that a server can be
   * configured to accept, even if all characters are escaped.
   */
  static final int MAX_BYTES = 8 * 1024 * 1024;

  private final Utf8Lines lines;

  RequestLines(InputStream input) {
    this.lines = new Utf8Lines(input, MAX_BYTES);
  }

  /** The number of the line that was read last, from 1. */
  long number() {
    return lines.number();
  }

  /**
   * Reads the next line. Returns it without its line end, or null at the end of the input.
   *
   * @throws MalformedRequestException if this line is unusable; the next line may be valid
   */
  @Nullable String next() throws IOException, MalformedRequestException {
    try {
      return lines.readLine();
    } catch (UnusableTextException e) {
      throw switch (e.flaw()) {
        case TOO_LONG ->
            new MalformedRequestException(
                Reason.LINE_TOO_LONG, null, "a line must have at most " + MAX_BYTES + " bytes");
        case NOT_UTF8 ->
            new MalformedRequestException(Reason.NOT_UNICODE, null, "the line is not UTF-8");
      };
    }
  }
}
