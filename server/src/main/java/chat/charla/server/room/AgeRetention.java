package chat.charla.server.room;

import chat.charla.server.log.MessageLog;
import chat.charla.server.log.TimelineId;
import chat.charla.server.scheduling.Scheduler;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
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
 * #GROUP_SIZE} timelines at a time, and removes at most {@link #MAX_TRIMMED} messages at a time.
 * Between two groups, and between two removals, the core and the log do other work.
 *
 * <p>If a removal fails, the pass continues with the other timelines. A failed removal makes other
 * writes of the same commit fail, too. So if removals from a timeline fail {@link #MAX_FAILURES}
 * times in a row while other writes succeed, only one pass a day tries this timeline again. If the
 * log cannot read the times of a group of timelines, the pass asks again about each timeline of the
 * group alone.
 */
public final class AgeRetention {
  private static final Logger LOG = System.getLogger(AgeRetention.class.getName());

  /**
   * The time between two passes. The server may keep a message for about this time longer than
   * {@link RetentionAges} allow.
   */
  static final Duration INTERVAL = Duration.ofMinutes(10);

  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final int GROUP_SIZE = 100;
  private static final int MAX_TRIMMED = 1000;

  /** It is more than one, because another write of the same commit may cause a single failure. */
  private static final int MAX_FAILURES = 2;

  private static final long PASSES_PER_DAY = Duration.ofDays(1).dividedBy(INTERVAL);

  private final Rooms rooms;
  private final Inboxes inboxes;
  private final AuditTimeline audit;
  private final MessageLog log;
  private final Scheduler core;
  private final LongSupplier observedMillis;
  private RetentionAges ages;

  /** The timelines that the present pass has not checked yet. */
  private final Deque<TimelineId> unchecked = new ArrayDeque<>();

  /** The number of next timelines about which the pass asks the log one at a time. */
  private int askAlone;

  /**
   * The timelines of the present group that have old messages, each with the first sequence to
   * keep.
   */
  private final Queue<Map.Entry<TimelineId, Long>> old = new ArrayDeque<>();

  /**
   * How many removals from a timeline have failed in a row. A timeline without an entry has not
   * failed, or its last removal has succeeded.
   */
  private final Map<TimelineId, Integer> failures = new HashMap<>();

  private long passes;

  /** Creates an object that removes nothing until {@link #schedule} is called. */
  public AgeRetention(
      RetentionAges ages,
      Rooms rooms,
      Inboxes inboxes,
      AuditTimeline audit,
      RoomServices services) {
    this.ages = ages;
    this.rooms = rooms;
    this.inboxes = inboxes;
    this.audit = audit;
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
    unchecked.clear();
    old.clear();
    askAlone = 0;
  }

  private void pass() {
    passes++;
    if (!ages.rooms().isZero()) {
      for (Room room : rooms.all().values()) {
        if (!room.isDamaged()) {
          addUnlessSkipped(room.timeline().id());
        }
      }
    }
    if (!ages.inboxes().isZero()) {
      inboxes.all().values().forEach(inbox -> addUnlessSkipped(inbox.id()));
    }
    if (!ages.audit().isZero() && audit.timeline() != null) {
      addUnlessSkipped(TimelineId.AUDIT);
    }
    nextGroup();
  }

  private void addUnlessSkipped(TimelineId id) {
    if (failures.getOrDefault(id, 0) < MAX_FAILURES || passes % PASSES_PER_DAY == 0) {
      unchecked.add(id);
    }
  }

  private void nextGroup() {
    TimelineId first = unchecked.peek();
    if (first == null) {
      schedule();
      return;
    }
    int limit = askAlone > 0 ? 1 : GROUP_SIZE;
    askAlone = Math.max(0, askAlone - 1);
    Duration age = ages.of(first);
    List<TimelineId> group = new ArrayList<>();
    for (TimelineId next = first;
        next != null && ages.of(next).equals(age) && group.size() < limit;
        next = unchecked.peek()) {
      group.add(unchecked.remove());
    }
    long oldest = observedMillis.getAsLong() - age.toMillis();
    core.whenComplete(
        () -> log.appendedSince(group, oldest),
        (found, failure) -> {
          // If the ages have changed meanwhile, ignore the answer.
          if (age.equals(ages.of(first))) {
            if (failure == null && found != null) {
              old.addAll(found.entrySet());
            } else if (group.size() > 1) {
              askOneAtATime(group);
            }
          }
          trimNext();
        });
  }

  private void askOneAtATime(List<TimelineId> group) {
    for (int i = group.size() - 1; i >= 0; i--) {
      unchecked.addFirst(group.get(i));
    }
    askAlone = group.size();
  }

  private void trimNext() {
    Map.Entry<TimelineId, Long> next = old.poll();
    while (next != null && !trim(next.getKey(), next.getValue())) {
      next = old.poll();
    }
    if (next == null) {
      core.schedule(PAUSE, this::nextGroup);
    }
  }

  /**
   * Begins to remove the messages before this sequence. Returns false if there are none. If this
   * removal leaves some of them, another removal follows after a pause.
   */
  private boolean trim(TimelineId id, long keepFrom) {
    Room room = id.isRoom() ? rooms.all().get(id.roomName()) : null;
    Timeline timeline =
        room != null
            ? room.timeline()
            : id.isInbox() ? inboxes.all().get(id.identityId()) : audit.timeline();
    if (timeline == null || timeline.tail().first() >= keepFrom) {
      return false;
    }
    long step = Math.min(keepFrom, timeline.tail().first() + MAX_TRIMMED);
    RetentionAges applied = ages;
    Consumer<TrimResult> whenDone =
        outcome -> {
          if (outcome == TrimResult.FAILED) {
            failed(id);
          } else if (outcome == TrimResult.DONE) {
            succeeded(id);
          }
          if (outcome == TrimResult.DONE
              && timeline.tail().first() < keepFrom
              && applied.equals(ages)) {
            old.add(Map.entry(id, keepFrom));
            core.schedule(PAUSE, this::trimNext);
          } else {
            trimNext();
          }
        };
    if (room != null) {
      room.trim(step, whenDone);
    } else if (id.equals(TimelineId.AUDIT)) {
      audit.trim(step, whenDone);
    } else {
      inboxes.trim(timeline, step, whenDone);
    }
    return true;
  }

  private void failed(TimelineId id) {
    if (failures.merge(id, 1, Integer::sum) == MAX_FAILURES) {
      LOG.log(
          Level.WARNING,
          "Old messages of {0} cannot be removed; the server tries this again once a day, and after"
              + " its next start",
          id);
    }
  }

  private void succeeded(TimelineId id) {
    Integer failed = failures.remove(id);
    if (failed != null && failed >= MAX_FAILURES) {
      LOG.log(Level.INFO, "Old messages of {0} are removed again", id);
    }
  }
}
