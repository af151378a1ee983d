package chat.charla.server.delivery;

import chat.charla.server.log.Chunk;
import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import chat.charla.server.scheduling.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * One reader's cursor in one timeline. Owned by the event loop of the reader's connection.
 *
 * <p>While the outlet is ready, the subscription passes slices of the window to it. If the window
 * no longer has the next event, the subscription reads the log, one chunk at a time. While the
 * outlet is not ready, the subscription keeps only the next sequence and holds no events.
 */
final class Subscription implements SubscriberGroup.Member {
  /**
   * The largest number of events in a chunk of the log. {@link #CHUNK_BYTES} leaves space for the
   * framing of that many events, so that a framed chunk stays within 64 KiB.
   */
  private static final int CHUNK_EVENTS = 1000;

  private static final int CHUNK_BYTES = Segment.MAX_CAPACITY - 4 * CHUNK_EVENTS;

  private static final long CAUGHT_UP = Long.MAX_VALUE;

  private final TimelineWindow window;
  private final Outlet outlet;
  private final Owner owner;
  private final SubscriberGroup group;
  private final Followers followers;
  private int groupIndex;

  private final WindowCursor durable;
  private final WindowCursor ephemeral;
  private final Bound bound;
  private final LogTurn logTurn;

  /**
   * When all events up to this sequence are delivered, the subscription calls {@link
   * Outlet#caughtUp}, and this value becomes {@link #CAUGHT_UP}.
   */
  private long catchUpTarget;

  /** Whether the window counts this reader as live. */
  private boolean live;

  private boolean reading;
  private boolean closed;

  /** The reader to which a subscription belongs. Called on the loop. */
  interface Owner {
    /** Called when all events up to the bound are delivered. */
    void finished(Subscription subscription);

    /**
     * Called when the subscription has read the log and released the turn, so that another
     * subscription can take the turn.
     */
    void logRead(Subscription subscription);
  }

  /**
   * The events that a subscription delivers.
   *
   * @param first the first sequence
   * @param announcedHead the head that the server has told the client
   * @param bound the last sequence, which may change
   */
  record Range(long first, long announcedHead, Bound bound) {}

  /**
   * Where a subscription gets its events.
   *
   * @param group the group of the reader's event loop, from {@link Followers#addSubscriber}
   */
  record Source(TimelineWindow window, Followers followers, SubscriberGroup group) {}

  /**
   * Creates a subscription that delivers this range.
   *
   * @param logTurn shared with the other subscriptions of the owner
   */
  Subscription(Source source, Outlet outlet, Range range, LogTurn logTurn, Owner owner) {
    this.window = source.window();
    this.outlet = outlet;
    this.owner = owner;
    this.followers = source.followers();
    this.durable = new WindowCursor(followers.durable(), range.first());
    this.ephemeral = new WindowCursor(followers.ephemeral(), followers.ephemeralHead() + 1);
    this.catchUpTarget = range.announcedHead();
    this.bound = range.bound();
    this.logTurn = logTurn;
    this.group = source.group();
    group.add(this);
    group.loop().counts().subscribed(1);
  }

  TimelineId timeline() {
    return window.id();
  }

  @Override
  public int groupIndex() {
    return groupIndex;
  }

  @Override
  public void groupIndex(int index) {
    groupIndex = index;
  }

  /** Ends the subscription at once. */
  void close() {
    if (!closed) {
      closed = true;
      countLive(false);
      group.remove(this);
      group.loop().counts().subscribed(-1);
      followers.removeSubscriber();
    }
  }

  /** Sends as much as the outlet accepts. */
  @Override
  public void drain() {
    try {
      while (!closed && outlet.isReady() && step()) {
        // Each step sends one message.
      }
      durable.releaseRetired();
      ephemeral.releaseRetired();
      countLive(!closed && isLive());
    } catch (RuntimeException defect) {
      outlet.failed(defect);
    }
  }

  /** Whether the reader has all events. A reader whose outlet is not ready counts as behind. */
  private boolean isLive() {
    return catchUpTarget == CAUGHT_UP && durable.next() > window.tail().head();
  }

  private void countLive(boolean now) {
    if (now == live) {
      return;
    }
    live = now;
    group.loop().counts().live(now ? 1 : -1);
    if (live) {
      followers.addLiveReader();
    } else {
      followers.removeLiveReader();
    }
  }

  /** Sends one message. Returns false if there is none to send now. */
  boolean step() {
    if (closed || reading) {
      return false;
    }
    if (durable.next() > catchUpTarget) {
      sendCaughtUp();
      return true;
    }
    if (endIfFinished()) {
      return false;
    }
    Tail tail = window.tail();
    if (durable.next() < tail.first()) {
      skipTrimmed(tail);
      return true;
    }
    return durable.next() <= tail.head() ? stepDurable() : stepEphemeral();
  }

  /**
   * Skips events that retention has removed, even if the window still has them, so that all readers
   * miss the same events.
   */
  private void skipTrimmed(Tail tail) {
    markBehind();
    long last = Math.min(tail.first() - 1, bound.last());
    outlet.trimmed(window.id(), tail.epoch(), durable.next(), last);
    durable.moveTo(last + 1);
  }

  private boolean endIfFinished() {
    if (durable.next() <= bound.last()) {
      return false;
    }
    close();
    owner.finished(this);
    return true;
  }

  private boolean stepDurable() {
    long first = durable.next();
    EventSlice slice = durable.takeNext(bound);
    if (slice == null) {
      if (logTurn.tryTake()) {
        readLog();
      }
      return false;
    }
    deliver(slice, durable.next() - first);
    return true;
  }

  private boolean stepEphemeral() {
    if (ephemeral.next() > followers.ephemeralHead()) {
      return false;
    }
    long first = ephemeral.next();
    EventSlice slice = ephemeral.takeNext(Bound.UNBOUNDED);
    if (slice == null) {
      // The window has dropped ephemeral events before this reader got them. CaughtUp makes the
      // client get the list of users again.
      sendCaughtUp();
    } else {
      deliver(slice, ephemeral.next() - first);
    }
    return true;
  }

  private void readLog() {
    reading = true;
    markBehind();
    group.loop().awaitTurn(this::readChunk);
  }

  /**
   * The reader may miss ephemeral events while it is behind, so the outlet must tell the client
   * when the reader has caught up again.
   */
  private void markBehind() {
    if (catchUpTarget == CAUGHT_UP) {
      catchUpTarget = Math.min(window.tail().head(), bound.last());
      countLive(false);
    }
  }

  /** Begins to read a chunk. Returns false if there is nothing to read. */
  private boolean readChunk() {
    if (closed) {
      endRead();
      return false;
    }
    Segment recent = group.loop().recentChunk().find(window, durable.next());
    if (recent != null) {
      group.loop().execute(() -> deliverRecentChunk(recent));
    } else {
      Scheduler.whenComplete(
          group.loop(),
          () -> logTurn.read(window.id(), durable.next(), CHUNK_EVENTS, CHUNK_BYTES),
          this::handleChunk);
    }
    return true;
  }

  private void deliverRecentChunk(Segment chunk) {
    endReadAfter(() -> deliver(chunk));
  }

  private void handleChunk(@Nullable Chunk chunk, @Nullable Throwable failure) {
    if (failure != null || chunk == null) {
      group.loop().returnTurn();
      logTurn.retry(() -> group.loop().execute(this::endRead));
      return;
    }
    endReadAfter(() -> deliver(chunk));
  }

  private void endReadAfter(Runnable delivery) {
    group.loop().returnTurn();
    if (!closed) {
      try {
        delivery.run();
      } catch (RuntimeException defect) {
        outlet.failed(defect);
      }
    }
    endRead();
  }

  private void endRead() {
    reading = false;
    logTurn.release();
    owner.logRead(this);
  }

  private void deliver(Chunk chunk) {
    // The log may have events whose commit the core has not processed yet, and retention may have
    // removed events since this chunk was read. Read the tail before the bound: see Bound.
    Tail tail = window.tail();
    long end = Math.min(tail.head(), bound.last());
    long next = durable.next();
    long firstKept = Math.min(Math.max(chunk.tail().first(), tail.first()), end + 1);
    if (firstKept > next) {
      outlet.trimmed(window.id(), tail.epoch(), next, firstKept - 1);
      next = firstKept;
    }
    long available = Math.min(chunk.first(), end + 1);
    if (available > next) {
      outlet.lost(window.id(), tail.epoch(), next, available - 1);
      next = available;
    }
    int from = (int) Math.max(0, next - chunk.first());
    int to = (int) Math.min(chunk.events().size(), end - chunk.first() + 1);
    if (from < to) {
      Segment events = Segment.of(chunk.events().subList(from, to), next);
      deliver(events.slice(0, events.capacity()), to - from);
      group.loop().recentChunk().keep(window, events);
      next = chunk.first() + to;
    }
    durable.moveTo(next);
  }

  /**
   * Delivers the events of a chunk that another reader has read, up to the tail's head and this
   * reader's bound. If retention has removed the next event meanwhile, the method does nothing, and
   * the next step skips the event.
   */
  private void deliver(Segment chunk) {
    Tail tail = window.tail();
    long end = Math.min(Math.min(tail.head(), bound.last()) + 1, chunk.nextSequence());
    long next = durable.next();
    if (tail.first() <= next && next < end) {
      deliver(chunk.slice(chunk.start(next), chunk.start(end)), end - next);
      durable.moveTo(end);
    }
  }

  private void deliver(EventSlice slice, long events) {
    outlet.deliver(slice);
    group.loop().counts().delivered(events);
  }

  private void sendCaughtUp() {
    catchUpTarget = CAUGHT_UP;
    countLive(isLive());
    ephemeral.moveTo(followers.ephemeralHead() + 1);
    outlet.caughtUp(window.id(), durable.next() - 1);
  }
}
