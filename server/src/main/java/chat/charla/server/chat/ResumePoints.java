package chat.charla.server.chat;

import chat.charla.server.identity.Identity;
import chat.charla.server.log.Tail;
import chat.charla.server.room.Inboxes;
import chat.charla.server.room.Room;
import chat.charla.server.room.Rooms;
import chat.charla.server.room.Timeline;
import chat.charla.v1.Limits;
import chat.charla.v1.Ready;
import chat.charla.v1.RoomEntered;
import java.util.LinkedHashMap;
import java.util.Map;

/** Decides where the timelines of a stream resume when the stream opens. Owned by the core. */
final class ResumePoints {
  private final Limits limits;
  private final Rooms rooms;
  private final Inboxes inboxes;

  /** The most cursors that any identity may send in an {@code Open}. Set by the core. */
  private volatile int maxCursors;

  ResumePoints(Limits limits, Rooms rooms, Inboxes inboxes) {
    this.limits = limits;
    this.maxCursors = cursorsFor(0);
    this.rooms = rooms;
    this.inboxes = inboxes;
  }

  /**
   * The beginning of an open stream.
   *
   * @param ready the answer to the stream's {@code Open}
   * @param timelines where each timeline resumes, in the order in which they are delivered
   */
  record Start(Ready ready, Map<Timeline, ResumePoint> timelines) {

    /** Sends Ready, which says where each timeline resumes, and then delivers the timelines. */
    void begin(StreamOutlet outlet, FollowedTimelines followed) {
      outlet.ready(ready);
      timelines.forEach(
          (timeline, from) -> {
            if (from.reset()) {
              outlet.reset(timeline.id(), timeline.tail().epoch(), from.after());
            }
            followed.follow(timeline, from.after());
          });
    }
  }

  /** The start of a stream that this identity opens. */
  Start start(Identity identity, OpenCommand open) {
    int backlog = open.message().getBacklog();
    Ready.Builder ready = Ready.newBuilder().setSelf(identity.user()).setLimits(limits(identity));
    Map<Timeline, ResumePoint> timelines = new LinkedHashMap<>();
    Timeline inbox = inboxes.of(identity.id());
    long inboxStart =
        open.message().hasInboxBacklog()
            ? start(inbox.tail(), open.message().getInboxBacklog())
            : 0;
    ResumePoint inboxFrom = ResumePoint.of(inbox.tail(), open.cursor(""), inboxStart);
    ready.addTimelines(inboxes.state(identity.id(), inboxFrom.after()));
    timelines.put(inbox, inboxFrom);
    for (String name : identity.rooms()) {
      Room room = rooms.get(name);
      if (room.isDamaged()) {
        continue;
      }
      long since = identity.memberSince(name).orElseThrow();
      Tail tail = room.timeline().tail();
      ResumePoint from =
          ResumePoint.of(tail, open.cursor(name), backlog == 0 ? since : start(tail, backlog));
      ready.addTimelines(room.state(from.after()));
      timelines.put(room.timeline(), from);
    }
    return new Start(ready.build(), timelines);
  }

  /** The sequence before the last {@code backlog} events that are retained. */
  private static long start(Tail tail, int backlog) {
    return Math.max(tail.head() - backlog, tail.first() - 1);
  }

  /**
   * A membership that another call has begun.
   *
   * @param since the sequence before the first event of the membership
   */
  record Entry(Timeline timeline, long since, RoomEntered roomEntered) {}

  /** The identity's membership in this room. */
  Entry entry(Identity identity, String name) {
    Room room = rooms.get(name);
    long since = identity.memberSince(name).orElseThrow();
    return new Entry(
        room.timeline(), since, RoomEntered.newBuilder().setTimeline(room.state(since)).build());
  }

  /**
   * The limits of an identity. If an identity is in more rooms than the present settings allow,
   * because earlier settings allowed them, it may send more cursors than other identities.
   */
  Limits limits(Identity identity) {
    int cursors = maxCursors(identity);
    return cursors == limits.getMaxCursors() || limits.getMaxCursors() == 0
        ? limits
        : limits.toBuilder().setMaxCursors(cursors).build();
  }

  /** The most cursors that this identity may send in an {@code Open}. */
  int maxCursors(Identity identity) {
    return cursorsFor(identity.record().value().getMembershipsCount());
  }

  /** The most cursors that any identity may send in an {@code Open}. Any thread may call this. */
  int maxCursors() {
    return maxCursors;
  }

  /** Called when an identity has been restored with its memberships. */
  void restored(Identity identity) {
    maxCursors = Math.max(maxCursors, maxCursors(identity));
  }

  private int cursorsFor(int memberships) {
    int max = limits.getMaxCursors();
    return max == 0
        ? Integer.MAX_VALUE
        : (int) Math.max(max, Math.min(Integer.MAX_VALUE, 2L * memberships));
  }
}
