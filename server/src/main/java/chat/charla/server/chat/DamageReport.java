package chat.charla.server.chat;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/**
 * Logs the damage that a server finds when it starts: a line for each damaged thing, up to a limit,
 * and a line that says what the operator can do. Not thread-safe.
 */
final class DamageReport {
  private static final Logger LOG = System.getLogger(DamageReport.class.getName());
  private static final int MAX_LINES = 20;

  /** What the operator can do. */
  static final String HINT =
      "To see all damage, stop the server and run: charla server check. With --repair, the command"
          + " repairs what it has found";

  private final List<String> lines = new ArrayList<>();
  private int count;

  /** Adds one damaged thing. */
  void add(String line) {
    count++;
    if (lines.size() < MAX_LINES) {
      lines.add(line);
    }
  }

  /**
   * Logs the lines that were added. Each line has a different text, so the log's limit for lines of
   * one kind leaves none out.
   */
  void log() {
    if (count == 0) {
      return;
    }
    lines.forEach(line -> LOG.log(Level.ERROR, line));
    if (count > lines.size()) {
      LOG.log(Level.ERROR, "{0,number,#} more things are damaged", count - lines.size());
    }
    LOG.log(Level.ERROR, HINT);
  }
}
