package chat.charla.server.room;

import chat.charla.server.delivery.Delivery;
import chat.charla.server.delivery.TimelineFeed;
import chat.charla.server.fatal.Indivisible;
import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import chat.charla.v1.TimelineState;
import java.util.List;

/**
 * One timeline of the log as the core knows it: its tail, and the feed that passes its events to
 * readers. Owned by the core, except that any thread may read {@link #tail}.
 */
public final class Timeline {
  private final TimelineId id;
  private final TimelineFeed feed;
  private volatile Tail tail;
  private long otherEvents;

  Timeline(TimelineId id, Tail tail, Delivery delivery) {
    this.id = id;
    this.tail = tail;
    this.feed = delivery.open(id, tail);
  }

  public TimelineId id() {
    return id;
  }

  /** The timeline's tail. All events up to the head are durable. */
  public Tail tail() {
    return tail;
  }

  /** The number of durable events of the timeline that are not messages. */
  long otherEvents() {
    return otherEvents;
  }

  void otherEvents(long count) {
    otherEvents = count;
  }

  /** The timeline's state for a reader that resumes after the given sequence. */
  TimelineState.Builder state(long resumeAfter) {
    Tail now = tail;
    return TimelineState.newBuilder()
        .setRoom(id.roomName())
        .setEpoch(now.epoch())
        .setHeadSequence(now.head())
        .setFirstSequence(now.first())
        .setResumeAfter(resumeAfter);
  }

  /**
   * Makes newly committed events visible.
   *
   * @param events the serialized events, which have the sequences after the head
   * @param first the oldest sequence still kept in the log
   */
  void committed(List<byte[]> events, long first) {
    Indivisible.change(
        () -> {
          Tail after = new Tail(tail.epoch(), first, tail.head() + events.size());
          tail = after;
          feed.committed(events, after);
        });
  }

  /** Takes over the log's tail after the log has removed the oldest events. */
  void trimmed(Tail after) {
    if (!after.equals(tail)) {
      Indivisible.change(
          () -> {
            tail = after;
            feed.trimmed(after);
          });
    }
  }

  /** Replaces a wrong tail by {@code found}, the log's tail. */
  void corrected(Tail found) {
    Indivisible.change(
        () -> {
          tail = found;
          feed.corrected(found);
        });
  }

  /** Delivers an ephemeral event to the live readers. */
  void announce(byte[] event) {
    feed.announce(event);
  }

  /** Ends the delivery of this timeline, which has been removed from the log. */
  void close() {
    feed.close();
  }
}
