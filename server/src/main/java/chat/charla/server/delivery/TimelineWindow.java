package chat.charla.server.delivery;

import chat.charla.server.fatal.Indivisible;
import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One timeline as its readers see it: the tail and, while streams follow the timeline, the
 * subscribers and the newest events in memory.
 *
 * <p>The core writes the window. Any thread may read {@link #tail}. The events up to the tail's
 * head are durable, and can be read from the window or the log.
 */
final class TimelineWindow implements TimelineFeed {
  private final TimelineId id;
  private final WindowBudget budget;
  private final CatchUpPacer pacer;
  private final Consumer<TimelineWindow> whenClosed;
  private volatile Tail tail;

  /** Null unless a stream follows the timeline, or has done so recently. Owned by the core. */
  private @Nullable Followers followers;

  private boolean closed;

  TimelineWindow(
      TimelineId id,
      Tail tail,
      WindowBudget budget,
      CatchUpPacer pacer,
      Consumer<TimelineWindow> whenClosed) {
    this.id = id;
    this.tail = tail;
    this.budget = budget;
    this.pacer = pacer;
    this.whenClosed = whenClosed;
  }

  TimelineId id() {
    return id;
  }

  /** The tail that readers see. */
  Tail tail() {
    return tail;
  }

  /**
   * Returns the followers. The caller must add a reader at once, by {@link
   * Followers#addSubscriber}. Called on the core.
   */
  Followers followers() {
    Followers activeFollowers = followers;
    if (activeFollowers == null) {
      activeFollowers = new Followers(budget, pacer);
      followers = activeFollowers;
    }
    return activeFollowers;
  }

  @Override
  public void committed(List<byte[]> events, Tail after) {
    Indivisible.change(() -> add(events, after));
  }

  private void add(List<byte[]> events, Tail after) {
    Followers activeFollowers = activeFollowers();
    if (activeFollowers == null) {
      tail = after;
      return;
    }
    // Add the events to the window first, so that a thread that sees the new head finds the events.
    activeFollowers.add(events, after.head() - events.size() + 1);
    tail = after;
    activeFollowers.wakeForEvents();
  }

  /** Wakes no readers, because a reader that is behind checks the tail before it reads further. */
  @Override
  public void trimmed(Tail after) {
    Indivisible.change(
        () -> {
          if (followers != null && after.first() > after.head()) {
            followers.durable().clear();
          }
          tail = after;
        });
  }

  @Override
  public void corrected(Tail found) {
    Indivisible.change(
        () -> {
          if (followers != null) {
            followers.durable().clear();
          }
          tail = found;
          if (followers != null) {
            followers.wake();
          }
        });
  }

  @Override
  public void announce(byte[] event) {
    Followers activeFollowers = closed ? null : activeFollowers();
    if (activeFollowers != null) {
      activeFollowers.announce(event);
    }
  }

  @Override
  public void close() {
    Indivisible.change(
        () -> {
          closed = true;
          if (followers != null) {
            followers.close();
          }
          whenClosed.accept(this);
        });
  }

  /**
   * The followers; null if the timeline has no subscribers. In that case, also releases the memory
   * of the windows.
   */
  private @Nullable Followers activeFollowers() {
    if (followers != null && !followers.hasSubscribers()) {
      followers.close();
      followers = null;
    }
    return followers;
  }
}
