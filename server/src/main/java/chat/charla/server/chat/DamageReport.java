package chat.charla.server.chat;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/**
 * What a server finds damaged when it starts: a line of the log for each thing, for a limited
 * number of things, and a line that says what the operator can do. Not thread-safe.
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

  /** Logs what was added. Each line is a kind of its own, so that all of them are written. */
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
