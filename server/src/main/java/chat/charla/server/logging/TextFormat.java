package chat.charla.server.logging;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * The format for files and for programs that collect lines: {@code 2026-12-01T12:34:56.789Z INFO
 * text}. A log record has the name of its logger before the text; a line about a client that
 * connects has the client's address after the text. The lines of a stack trace follow, each after a
 * tab, so that only the first line of a record begins with a time.
 */
public final class TextFormat implements LineFormat {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  @Override
  public String format(Line line, String leftOut) {
    StringBuilder text =
        new StringBuilder(time(line.time())).append(' ').append(line.level().getName()).append(' ');
    appendMessage(line, leftOut, text);
    text.append('\n');
    if (line.thrown() != null) {
      StackTrace.lines(line.thrown())
          .forEach(frame -> text.append('\t').append(frame).append('\n'));
    }
    return text.toString();
  }

  @Override
  public String formatLast(String message) {
    return Characters.oneLine(message);
  }

  /** The time in UTC, with milliseconds. */
  static String time(Instant time) {
    return TIME.format(time);
  }

  /**
   * Appends the logger's name, the message, the address, and how many lines were left out, as one
   * line.
   */
  static void appendMessage(Line line, String leftOut, StringBuilder text) {
    if (line.logger() != null) {
      text.append(Characters.oneLine(line.logger())).append(": ");
    }
    text.append(Characters.oneLine(line.message()));
    String address = line.fields().get(Line.ADDRESS);
    if (address != null) {
      text.append(" (").append(Characters.oneLine(address)).append(')');
    }
    text.append(Characters.oneLine(leftOut));
  }
}
