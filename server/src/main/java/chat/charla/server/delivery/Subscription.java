package chat.charla.server.delivery;

import chat.charla.server.log.Chunk;
import chat.charla.server.log.Tail;
import chat.charla.server.scheduling.Scheduler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One reader's cursor in one timeline. Owned by the event loop of the reader's connection.
 *
 * <p>While the outlet is ready it is handed slices of the window; where the window does not reach
 * back far enough, chunks of the log, read one at a time. While the outlet is not ready a
 * subscription is no more than the number of the sequence that comes next.
 */
final class Subscription {
  /** Events of one log chunk, and their bytes such that the framed chunk stays within 64 KiB. */
  private static final int CHUNK_EVENTS = 1000;

  private static final int CHUNK_BYTES = Segment.MAX_CAPACITY - 4 * CHUNK_EVENTS;

  private static final Duration RETRY_DELAY = Duration.ofSeconds(1);
  private static final long TOLD = Long.MAX_VALUE;

  private final Timeline timeline;
  private final Outlet outlet;
  private final Runnable onFinished;
  private final SubscriberGroup group;
  private int placeInGroup;

  private final WindowCursor durable;
  private final WindowCursor ephemeral;
  private final Bound bound;
  private final LogTurn logTurn;

  /** When everything up to this is delivered, the reader is told that it has caught up. */
  private long catchUpTarget;

  private boolean reading;
  private boolean closed;

  /**
   * A subscription that delivers from sequence {@code first} on. The timeline has been told to
   * {@linkplain Timeline#expectSubscriber expect} it.
   *
   * @param catchUpTarget the head that was announced to the reader
   * @param bound up to where it delivers
   * @param logTurn shared with the other subscriptions of the reader
   * @param onFinished run on the loop when everything up to the bound is delivered
   */
  Subscription(
      Timeline timeline,
      SubscriberGroup group,
      Outlet outlet,
      long first,
      long catchUpTarget,
      Bound bound,
      LogTurn logTurn,
      Runnable onFinished) {
    this.timeline = timeline;
    this.outlet = outlet;
    this.onFinished = onFinished;
    this.durable = new WindowCursor(timeline.durable(), first);
    this.ephemeral = new WindowCursor(timeline.ephemeral(), timeline.ephemeralHead() + 1);
    this.catchUpTarget = catchUpTarget;
    this.bound = bound;
    this.logTurn = logTurn;
    this.group = group;
    group.add(this);
  }

  int placeInGroup() {
    return placeInGroup;
  }

  void placeInGroup(int place) {
    placeInGroup = place;
  }

  /** Ends it at once. */
  void close() {
    if (!closed) {
      closed = true;
      group.remove(this);
      timeline.subscriberGone();
    }
  }

  /** Sends all it can. */
  void drain() {
    try {
      while (!closed && outlet.isReady() && step()) {
        // Each step sends one message.
      }
      durable.letGo();
      ephemeral.letGo();
    } catch (RuntimeException defect) {
      outlet.failed(defect);
    }
  }

  /** Sends one message if it has one to send now; false otherwise. */
  boolean step() {
    if (closed || reading) {
      return false;
    }
    if (durable.next() > catchUpTarget) {
      tellCaughtUp();
      return true;
    }
    if (finished()) {
      return false;
    }
    Tail tail = timeline.tail();
    if (durable.next() < tail.first()) {
      passOverTrimmed(tail);
      return true;
    }
    return durable.next() <= tail.head() ? stepDurable() : stepEphemeral();
  }

  /** The window may still have what retention has removed: it is gone for every reader alike. */
  private void passOverTrimmed(Tail tail) {
    noteBehind();
    long last = Math.min(tail.first() - 1, bound.last());
    outlet.trimmed(timeline.id(), tail.epoch(), durable.next(), last);
    durable.moveTo(last + 1);
  }

  private boolean finished() {
    if (durable.next() <= bound.last()) {
      return false;
    }
    close();
    onFinished.run();
    return true;
  }

  private boolean stepDurable() {
    EventSlice slice = durable.take(bound);
    if (slice == null) {
      if (logTurn.take()) {
        readLog();
      }
      return false;
    }
    outlet.deliver(slice);
    return true;
  }

  private boolean stepEphemeral() {
    if (ephemeral.next() > timeline.ephemeralHead()) {
      return false;
    }
    EventSlice slice = ephemeral.take(Bound.UNBOUNDED);
    if (slice == null) {
      // This reader was too slow for the window; it must look at the roster again.
      tellCaughtUp();
    } else {
      outlet.deliver(slice);
    }
    return true;
  }

  private void readLog() {
    reading = true;
    noteBehind();
    group.loop().takeTurn(this::readChunk);
  }

  /** Ephemeral events of the meantime may be missed, so there is a return to be told. */
  private void noteBehind() {
    if (catchUpTarget == TOLD) {
      catchUpTarget = Math.min(timeline.tail().head(), bound.last());
    }
  }

  private void readChunk() {
    if (closed) {
      group.loop().giveTurnBack();
      readOn();
      return;
    }
    Scheduler.whenComplete(
        group.loop(),
        () -> timeline.log().read(timeline.id(), durable.next(), CHUNK_EVENTS, CHUNK_BYTES),
        this::chunkRead);
  }

  private void chunkRead(@Nullable Chunk chunk, @Nullable Throwable failure) {
    group.loop().giveTurnBack();
    if (failure != null || chunk == null) {
      timeline.core().schedule(RETRY_DELAY, () -> group.loop().execute(this::readOn));
      return;
    }
    if (!closed) {
      try {
        deliver(chunk);
      } catch (RuntimeException defect) {
        outlet.failed(defect);
      }
    }
    readOn();
  }

  private void readOn() {
    reading = false;
    logTurn.giveBack(this);
  }

  private void deliver(Chunk chunk) {
    // The log may be ahead of what this server has been told is committed, and retention may have
    // removed events since they were read. The tail before the bound.
    Tail tail = timeline.tail();
    long end = Math.min(tail.head(), bound.last());
    long next = durable.next();
    long available = Math.min(Math.max(chunk.first(), tail.first()), end + 1);
    if (available > next) {
      outlet.trimmed(timeline.id(), tail.epoch(), next, available - 1);
      next = available;
    }
    int from = (int) Math.max(0, next - chunk.first());
    int to = (int) Math.min(chunk.events().size(), end - chunk.first() + 1);
    if (from < to) {
      outlet.deliver(Framing.slice(chunk.events().subList(from, to)));
      next = chunk.first() + to;
    }
    durable.moveTo(next);
  }

  private void tellCaughtUp() {
    catchUpTarget = TOLD;
    ephemeral.moveTo(timeline.ephemeralHead() + 1);
    outlet.caughtUp(timeline.id(), durable.next() - 1);
  }
}
