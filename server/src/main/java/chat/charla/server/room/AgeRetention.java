package chat.charla.server.room;

import chat.charla.server.log.MessageLog;
import chat.charla.server.log.TimelineId;
import chat.charla.server.scheduling.Scheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Removes messages that are older than {@link RetentionAges} allow, even from rooms and inboxes
 * that get no new messages. Owned by the core.
 *
 * <p>Every {@link #INTERVAL} a pass goes through all timelines. It asks the log about {@link
 * #PIECE} timelines at a time, and removes at most {@link #MAX_TRIMMED} messages at a time. Between
 * two pieces, and between two removals, the core and the log do other work. If the storage fails,
 * the pass ends, and the next one begins after the interval.
 */
public final class AgeRetention {
  /** The time between two passes. So a message may be kept for longer by about this time. */
  static final Duration INTERVAL = Duration.ofMinutes(10);

  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final int PIECE = 100;
  private static final int MAX_TRIMMED = 1000;

  private final Rooms rooms;
  private final Inboxes inboxes;
  private final MessageLog log;
  private final Scheduler core;
  private final LongSupplier observedMillis;
  private RetentionAges ages;

  /** The timelines that the present pass has not checked yet. */
  private final Queue<TimelineId> left = new ArrayDeque<>();

  /**
   * The timelines of the present piece that have old messages, each with the first sequence to
   * keep.
   */
  private final Queue<Map.Entry<TimelineId, Long>> old = new ArrayDeque<>();

  /** Creates an object that removes nothing until {@link #schedule} is called. */
  public AgeRetention(RetentionAges ages, Rooms rooms, Inboxes inboxes, RoomServices services) {
    this.ages = ages;
    this.rooms = rooms;
    this.inboxes = inboxes;
    this.log = services.log();
    this.core = services.core();
    this.observedMillis = services.observedMillis();
  }

  /** Starts to remove old messages periodically. */
  public void schedule() {
    core.schedule(INTERVAL, this::pass);
  }

  /** Changes how long messages are kept. The next pass applies the new ages. */
  public void change(RetentionAges changed) {
    ages = changed;
    left.clear();
    old.clear();
  }

  private void pass() {
    if (!ages.rooms().isZero()) {
      for (Room room : rooms.all().values()) {
        if (!room.isDamaged()) {
          left.add(room.timeline().id());
        }
      }
    }
    if (!ages.inboxes().isZero()) {
      inboxes.all().values().forEach(inbox -> left.add(inbox.id()));
    }
    nextPiece();
  }

  private void nextPiece() {
    TimelineId first = left.peek();
    if (first == null) {
      schedule();
      return;
    }
    List<TimelineId> piece = new ArrayList<>();
    for (TimelineId next = first;
        next != null && next.isRoom() == first.isRoom() && piece.size() < PIECE;
        next = left.peek()) {
      piece.add(left.remove());
    }
    Duration age = first.isRoom() ? ages.rooms() : ages.inboxes();
    long oldest = observedMillis.getAsLong() - age.toMillis();
    core.whenComplete(
        () -> log.appendedSince(piece, oldest),
        (found, failure) -> {
          if (failure != null || found == null) {
            giveUp();
          } else {
            // If the ages have changed meanwhile, ignore this piece.
            if (age.equals(first.isRoom() ? ages.rooms() : ages.inboxes())) {
              old.addAll(found.entrySet());
            }
            trimNext();
          }
        });
  }

  private void trimNext() {
    Map.Entry<TimelineId, Long> next = old.poll();
    while (next != null && !trim(next.getKey(), next.getValue())) {
      next = old.poll();
    }
    if (next == null) {
      core.schedule(PAUSE, this::nextPiece);
    }
  }

  /**
   * Begins to remove the messages before this sequence. Returns false if there are none. A removal
   * that leaves some of them is followed by another one, after a pause.
   */
  private boolean trim(TimelineId id, long keepFrom) {
    Room room = id.isRoom() ? rooms.all().get(id.roomName()) : null;
    Timeline timeline = room != null ? room.timeline() : inboxes.all().get(id.identityId());
    if (timeline == null || timeline.tail().first() >= keepFrom) {
      return false;
    }
    long step = Math.min(keepFrom, timeline.tail().first() + MAX_TRIMMED);
    RetentionAges applied = ages;
    Consumer<Boolean> whenDone =
        trimmed -> {
          if (!trimmed) {
            giveUp();
            return;
          }
          if (timeline.tail().first() < keepFrom && applied.equals(ages)) {
            old.add(Map.entry(id, keepFrom));
            core.schedule(PAUSE, this::trimNext);
          } else {
            trimNext();
          }
        };
    if (room != null) {
      room.trim(step, whenDone);
    } else {
      inboxes.trim(timeline, step, whenDone);
    }
    return true;
  }

  private void giveUp() {
    left.clear();
    old.clear();
    schedule();
  }
}
