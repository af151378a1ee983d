package chat.charla.server.logging;

import java.lang.System.Logger.Level;

/**
 * The format for the journal of systemd: each line begins with its priority, such as {@code <6>}.
 * The journal removes this prefix from the line, and stores the priority as a field of the entry
 * (sd-daemon(3)). The journal also stores the time, so the line has neither time nor level. Each
 * line of a stack trace becomes a separate entry of the same priority.
 */
public final class JournalFormat implements LineFormat {
  @Override
  public String format(Line line, String leftOut) {
    String priority = priority(line.level());
    StringBuilder text = new StringBuilder(priority);
    TextFormat.appendMessage(line, leftOut, text);
    text.append('\n');
    if (line.thrown() != null) {
      StackTrace.lines(line.thrown())
          .forEach(frame -> text.append(priority).append('\t').append(frame).append('\n'));
    }
    return text.toString();
  }

  @Override
  public String formatLast(String message) {
    return priority(Level.ERROR) + Characters.oneLine(message);
  }

  private static String priority(Level level) {
    return switch (level) {
      case ERROR -> "<3>";
      case WARNING -> "<4>";
      case INFO -> "<6>";
      default -> "<7>";
    };
  }
}
