package chat.charla.server.delivery;

import chat.charla.server.memory.MemoryShare;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The memory that all windows together may take. When it is spent, the windows that have been quiet
 * longest are emptied. Owned by the core.
 */
public final class WindowBudget {
  private final MemoryShare share;
  private final Set<Window> byLastUse = new LinkedHashSet<>();

  /** A budget of its own. */
  public WindowBudget(long maxBytes) {
    this(MemoryShare.alone(maxBytes));
  }

  /** This part of a budget; a window that is written just now may exceed it. */
  public WindowBudget(MemoryShare share) {
    this.share = share;
  }

  void allocated(int count) {
    share.add(count);
  }

  void freed(int count) {
    share.add(-count);
  }

  void used(Window window) {
    byLastUse.remove(window);
    byLastUse.add(window);
    for (Iterator<Window> quietest = byLastUse.iterator(); share.isExceeded(); ) {
      Window victim = quietest.next();
      if (victim == window) {
        return;
      }
      quietest.remove();
      victim.clear();
    }
  }

  void forget(Window window) {
    window.clear();
    byLastUse.remove(window);
  }
}
