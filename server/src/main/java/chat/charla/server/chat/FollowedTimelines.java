package chat.charla.server.chat;

import chat.charla.server.delivery.StreamDelivery;
import chat.charla.server.log.TimelineId;
import chat.charla.server.room.Timeline;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * The timelines that a stream delivers, and those that it delivers up to their last event since the
 * identity has left their rooms. Owned by the core.
 */
final class FollowedTimelines {
  private final StreamDelivery delivery;
  private final Executor core;
  private final Map<TimelineId, Timeline> followed = new HashMap<>();

  /** The timelines that are being ended, and the tasks that wait until that is done. */
  private final Map<TimelineId, Queue<Runnable>> ending = new HashMap<>();

  /**
   * Follows no timelines yet.
   *
   * @param core runs what follows when something is delivered
   */
  FollowedTimelines(StreamDelivery delivery, Executor core) {
    this.delivery = delivery;
    this.core = core;
  }

  boolean contains(Timeline timeline) {
    return followed.containsKey(timeline.id());
  }

  /** Delivers a timeline from the event after {@code resumeAfter} on. */
  void follow(Timeline timeline, long resumeAfter) {
    followed.put(timeline.id(), timeline);
    delivery.follow(timeline.id(), resumeAfter, timeline.tail().head());
  }

  /** Delivers a timeline up to this sequence only. */
  void unfollow(TimelineId timeline, long last) {
    if (followed.remove(timeline) != null) {
      ending.put(timeline, new ArrayDeque<>());
      delivery.endAfter(timeline, last, () -> core.execute(() -> ended(timeline)));
    }
  }

  private void ended(TimelineId timeline) {
    Queue<Runnable> tasks = ending.remove(timeline);
    if (tasks != null) {
      tasks.forEach(Runnable::run);
    }
  }

  /** Runs the task when the timeline is not being ended: at once, or when that is done. */
  void whenUnfollowed(Timeline timeline, Runnable task) {
    Queue<Runnable> tasks = ending.get(timeline.id());
    if (tasks == null) {
      task.run();
    } else {
      tasks.add(task);
    }
  }

  /** Delivers all timelines up to their present heads, then runs the task on the core. */
  void finish(Runnable whenFinished) {
    Map<TimelineId, Long> heads = new HashMap<>();
    followed.forEach((id, timeline) -> heads.put(id, timeline.tail().head()));
    delivery.finish(heads, () -> core.execute(whenFinished));
  }

  /** Ends all deliveries at once. Tasks that wait do not run. */
  void close() {
    followed.clear();
    ending.clear();
    delivery.close();
  }
}
