package chat.charla.server.delivery;

import chat.charla.server.log.TimelineId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Delivers events to one stream. A reader has a subscription for each timeline, and one outlet for
 * all of them. {@link #drain} is called on the stream's event loop.
 */
public final class Reader implements StreamDelivery {
  private final Outlet outlet;
  private final ReaderLoop loop;

  /** Finds the window of an existing timeline. Called on the core. */
  private final Function<TimelineId, TimelineWindow> windows;

  /**
   * The bounds of the timelines for which {@link #endAfter} has not been called. Owned by the core.
   */
  private final Map<TimelineId, Bound> bounds = new HashMap<>(4);

  // Owned by the loop.
  private final Subscription.Owner owner = new SubscriptionOwner();
  private final LogTurn logTurn;
  private final Map<TimelineId, Subscription> subscriptions = new HashMap<>(4);
  private final List<Subscription> turns = new ArrayList<>(2);
  private final Map<TimelineId, Runnable> whenEnded = new HashMap<>(0);
  private int turn;
  private boolean closed;
  private @Nullable Runnable onFinished;

  Reader(
      Outlet outlet,
      ReaderLoop loop,
      LogTurn logTurn,
      Function<TimelineId, TimelineWindow> windows) {
    this.outlet = outlet;
    this.loop = loop;
    this.logTurn = logTurn;
    this.windows = windows;
  }

  @Override
  public void follow(TimelineId timeline, long after, long announcedHead) {
    TimelineWindow window = windows.apply(timeline);
    Followers followers = window.followers();
    Subscription.Source source =
        new Subscription.Source(window, followers, followers.addSubscriber(loop));
    Bound bound = new Bound();
    bounds.put(timeline, bound);
    loop.execute(() -> add(source, new Subscription.Range(after + 1, announcedHead, bound)));
  }

  @Override
  public void endAfter(TimelineId timeline, long last, Runnable whenDelivered) {
    limit(bounds.remove(timeline), last);
    loop.execute(
        () -> {
          Subscription subscription = subscriptions.get(timeline);
          if (subscription == null) {
            whenDelivered.run();
          } else {
            whenEnded.put(timeline, whenDelivered);
            subscription.drain();
          }
        });
  }

  @Override
  public void finish(Map<TimelineId, Long> lasts, Runnable whenFinished) {
    lasts.forEach((timeline, last) -> limit(bounds.get(timeline), last));
    loop.execute(
        () -> {
          onFinished = whenFinished;
          drain();
          runIfFinished();
        });
  }

  @Override
  public void close() {
    loop.execute(
        () -> {
          closed = true;
          List.copyOf(turns).forEach(Subscription::close);
          subscriptions.clear();
          turns.clear();
        });
  }

  /**
   * Sends as much as the outlet accepts, from all timelines in turn. Called on the loop when the
   * outlet becomes ready.
   */
  public void drain() {
    try {
      takeTurns();
    } catch (RuntimeException defect) {
      outlet.failed(defect);
    }
  }

  private void takeTurns() {
    int idle = 0;
    while (idle < turns.size() && outlet.isReady()) {
      turn = turn + 1 < turns.size() ? turn + 1 : 0;
      int count = turns.size();
      boolean sent = turns.get(turn).step();
      // If step() has removed a finished subscription, all others get another turn.
      idle = sent || turns.size() < count ? 0 : idle + 1;
    }
  }

  private void add(Subscription.Source source, Subscription.Range range) {
    if (closed) {
      source.followers().removeSubscriber();
      return;
    }
    Subscription subscription = new Subscription(source, outlet, range, logTurn, owner);
    subscriptions.put(source.window().id(), subscription);
    turns.add(subscription);
    subscription.drain();
  }

  private static void limit(@Nullable Bound bound, long last) {
    if (bound != null) {
      bound.set(Math.min(bound.last(), last));
    }
  }

  private void runIfFinished() {
    Runnable task = onFinished;
    if (task != null && subscriptions.isEmpty()) {
      onFinished = null;
      task.run();
    }
  }

  private final class SubscriptionOwner implements Subscription.Owner {

    @Override
    public void finished(Subscription subscription) {
      turns.remove(subscriptions.remove(subscription.timeline()));
      Runnable ended = whenEnded.remove(subscription.timeline());
      if (ended != null) {
        ended.run();
      }
      runIfFinished();
    }

    /** Drains the subscriptions. The one that has just read the log comes last. */
    @Override
    public void logRead(Subscription subscription) {
      turn = Math.max(turns.indexOf(subscription), 0);
      drain();
    }
  }
}
