package chat.charla.server.chat;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/**
 * Logs the damage that a server finds when it starts: one line for each finding, up to a limit, and
 * then what the operator can do. Not thread-safe.
 */
final class DamageReport {
  private static final Logger LOG = System.getLogger(DamageReport.class.getName());
  private static final int MAX_LINES = 20;

  /** Tells the operator how to see and repair the damage. */
  static final String HINT =
      "To see all damage, stop the server and run: charla server check. With --repair, the command"
          + " repairs what it has found";

  private final List<String> lines = new ArrayList<>();
  private int count;

  /** Adds one finding. */
  void add(String line) {
    count++;
    if (lines.size() < MAX_LINES) {
      lines.add(line);
    }
  }

  /**
   * Logs the added lines. The texts of the lines differ, so the log's limit for lines of one kind
   * leaves none out.
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
