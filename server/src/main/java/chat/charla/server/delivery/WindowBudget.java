package chat.charla.server.delivery;

import chat.charla.server.memory.MemoryShare;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The memory that all windows together may use. When they use more, the windows that have had no
 * event for the longest time are emptied. Owned by the core.
 */
public final class WindowBudget {
  private final MemoryShare share;
  private final Set<Evictable> byLastUse = new LinkedHashSet<>();

  /** A window that can be emptied to free memory. */
  interface Evictable {
    /** Drops all events, and tells the budget how many bytes become free. */
    void clear();
  }

  /** Creates a separate budget of this size. */
  public WindowBudget(long maxBytes) {
    this(MemoryShare.alone(maxBytes));
  }

  /**
   * Creates a budget that uses this share. The window that is being written may exceed the share.
   */
  public WindowBudget(MemoryShare share) {
    this.share = share;
  }

  /** Counts memory that a window has allocated, in bytes. */
  void allocated(int count) {
    share.add(count);
  }

  /** Counts memory that a window has freed, in bytes. */
  void freed(int count) {
    share.add(-count);
  }

  /** Records that this window has a new event. Empties other windows if the budget is exceeded. */
  void used(Evictable window) {
    byLastUse.remove(window);
    byLastUse.add(window);
    for (Iterator<Evictable> quietest = byLastUse.iterator(); share.isExceeded(); ) {
      Evictable victim = quietest.next();
      if (victim == window) {
        return;
      }
      quietest.remove();
      victim.clear();
    }
  }

  /** Empties a window that is no longer used, and does not count it any more. */
  void forget(Evictable window) {
    window.clear();
    byLastUse.remove(window);
  }
}
