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
 * The timelines that a stream delivers. When the identity leaves a room, the stream delivers the
 * room's timeline up to the last event of the membership. Owned by the core.
 */
final class FollowedTimelines {
  private final StreamDelivery delivery;
  private final Executor core;
  private final Map<TimelineId, Timeline> followed = new HashMap<>();

  /**
   * The timelines that are delivered only up to a last event, and the tasks that wait for the end
   * of the delivery.
   */
  private final Map<TimelineId, Queue<Runnable>> ending = new HashMap<>();

  /**
   * Creates an object that follows no timelines.
   *
   * @param core runs the tasks that wait for the end of a delivery
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

  /**
   * Delivers a timeline only up to the sequence {@code last}.
   *
   * @return false if the timeline was not followed, so that nothing changes
   */
  boolean unfollow(TimelineId timeline, long last) {
    if (followed.remove(timeline) == null) {
      return false;
    }
    ending.put(timeline, new ArrayDeque<>());
    delivery.endAfter(timeline, last, () -> core.execute(() -> ended(timeline)));
    return true;
  }

  private void ended(TimelineId timeline) {
    Queue<Runnable> tasks = ending.remove(timeline);
    if (tasks != null) {
      tasks.forEach(Runnable::run);
    }
  }

  /**
   * Runs the task at once or, if the stream still delivers the timeline up to a last event, after
   * that event.
   */
  void whenUnfollowed(TimelineId timeline, Runnable task) {
    Queue<Runnable> tasks = ending.get(timeline);
    if (tasks == null) {
      task.run();
    } else {
      tasks.add(task);
    }
  }

  /** How many tasks wait until the stream has delivered the timeline up to a last event. */
  int waiting(TimelineId timeline) {
    Queue<Runnable> tasks = ending.get(timeline);
    return tasks == null ? 0 : tasks.size();
  }

  /** Delivers all timelines up to their present heads, then runs the task on the core. */
  void finish(Runnable whenFinished) {
    Map<TimelineId, Long> heads = new HashMap<>();
    followed.forEach((id, timeline) -> heads.put(id, timeline.tail().head()));
    delivery.finish(heads, () -> core.execute(whenFinished));
  }

  /** Ends all deliveries at once. Waiting tasks do not run. */
  void close() {
    followed.clear();
    ending.clear();
    delivery.close();
  }
}
