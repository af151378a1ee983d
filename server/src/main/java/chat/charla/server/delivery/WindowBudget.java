package chat.charla.server.delivery;

import chat.charla.server.memory.MemoryShare;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The memory that all windows together may use. If they use more, this class empties the windows
 * that have had no event for the longest time. Owned by the core.
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
    this(MemoryShare.standalone(maxBytes));
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
  void hasNewEvent(Evictable window) {
    byLastUse.remove(window);
    byLastUse.add(window);
    for (Iterator<Evictable> leastRecentlyUsed = byLastUse.iterator(); share.isExceeded(); ) {
      Evictable victim = leastRecentlyUsed.next();
      if (victim == window) {
        return;
      }
      leastRecentlyUsed.remove();
      victim.clear();
    }
  }

  /** Empties a window that is no longer in use, and stops counting it. */
  void forget(Evictable window) {
    window.clear();
    byLastUse.remove(window);
  }
}
