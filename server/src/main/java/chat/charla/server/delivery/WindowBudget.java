package chat.charla.server.delivery;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The memory that all windows together may take. When it is spent, the windows that have been quiet
 * longest are emptied. Owned by the core.
 */
public final class WindowBudget {
  private final long maxBytes;
  private final Set<Window> byLastUse = new LinkedHashSet<>();
  private long bytes;

  /** A budget of so many bytes; a window that is written just now is not counted against it. */
  public WindowBudget(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  void allocated(int count) {
    bytes += count;
  }

  void freed(int count) {
    bytes -= count;
  }

  void used(Window window) {
    byLastUse.remove(window);
    byLastUse.add(window);
    for (Iterator<Window> quietest = byLastUse.iterator(); bytes > maxBytes; ) {
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
