package chat.charla.server.role;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds the newest messages of a timeline that also has other events. It uses the sequences of the
 * newest other events. Each step adds other events to the window, and takes a time that is
 * logarithmic in the number of these sequences.
 */
final class MessageWindow {
  /** The largest number of sequences to remember. */
  private static final int MAX_KNOWN = 1000;

  private MessageWindow() {}

  /** Adds a newer sequence to these. If there are too many then, removes the oldest. */
  static List<Long> withNewest(List<Long> sequences, long newest) {
    List<Long> known = new ArrayList<>(sequences);
    known.add(newest);
    return known.size() <= MAX_KNOWN
        ? known
        : known.subList(known.size() - MAX_KNOWN, known.size());
  }

  /**
   * The oldest sequence to keep so that at least {@code messages} messages are kept; at least 0. If
   * there are very many other events, fewer messages are kept. Otherwise the other events could
   * fill the disk although the operator has limited the history.
   *
   * @param known the sequences of the newest events that are not messages, in ascending order
   * @param others the number of all events that are not messages
   * @param head the newest sequence
   */
  static long keepFrom(List<Long> known, long others, long messages, long head) {
    long kept = messages;
    while (true) {
      long oldest = head - kept + 1;
      int newer = known.size() - firstFrom(known, oldest);
      // If all known events are in the window, older events may be in it as well.
      long inWindow = newer == known.size() ? Math.min(others, MAX_KNOWN) : newer;
      if (messages + inWindow <= kept) {
        return Math.max(0, oldest);
      }
      kept = messages + inWindow;
    }
  }

  /** The index of the first sequence that is at least {@code oldest}. */
  private static int firstFrom(List<Long> known, long oldest) {
    int low = 0;
    int high = known.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (known.get(middle) < oldest) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
