package chat.charla.server.chat;

import chat.charla.server.delivery.StreamDelivery;
import chat.charla.server.log.TimelineId;
import chat.charla.server.room.Timeline;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
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
   * The timelines that are delivered only up to a last event, and the steps that wait for the end
   * of that delivery. At most four steps wait for a timeline, for two reasons. The stream enters a
   * room only once at a time. And if the identity leaves a room that another call has entered,
   * {@link #left} removes that call's step and adds none, because the client does not know that the
   * call has entered.
   */
  private final Map<TimelineId, Deque<Step>> waitingSteps = new HashMap<>();

  /**
   * A change of the membership that takes effect when an earlier membership has been delivered to
   * its end.
   */
  private record Step(Kind kind, Runnable task) {}

  private enum Kind {
    /** The stream itself has entered the room again. */
    OWN_ENTRY,
    /** Another call has entered the room again. */
    OTHER_ENTRY,
    /** Another call has left the room, which the stream had entered again. */
    EXIT
  }

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
   * Called when the identity has left the room. Delivers the timeline only up to the sequence
   * {@code last}. While the stream still delivers an earlier membership, this method skips a
   * membership that another call has begun, because the client does not know of that membership.
   *
   * @param tellClient tells the client; called only if the stream delivers the timeline
   */
  void left(TimelineId timeline, long last, Runnable tellClient) {
    Deque<Step> waiting = waitingSteps.get(timeline);
    if (waiting == null) {
      endAfter(timeline, last, tellClient);
      return;
    }
    Step latest = waiting.peekLast();
    if (latest != null && latest.kind() == Kind.OTHER_ENTRY) {
      waiting.removeLast();
    } else if (latest != null && latest.kind() == Kind.OWN_ENTRY) {
      waiting.add(new Step(Kind.EXIT, () -> endAfter(timeline, last, tellClient)));
    }
  }

  /**
   * Called when another call has entered the room. If the stream does not deliver the timeline yet,
   * runs the task, which begins to deliver it. If the stream still delivers an earlier membership,
   * the task runs after the last event of that membership.
   */
  void enteredElsewhere(TimelineId timeline, Runnable deliver) {
    Deque<Step> waiting = waitingSteps.get(timeline);
    if (waiting != null) {
      Step latest = waiting.peekLast();
      if (latest == null || latest.kind() == Kind.EXIT) {
        waiting.add(new Step(Kind.OTHER_ENTRY, deliver));
      }
    } else if (!followed.containsKey(timeline)) {
      deliver.run();
    }
  }

  /**
   * Called when the stream itself has entered the room. Runs the task at once or, if the stream
   * still delivers an earlier membership, after the last event of that membership. The answer to
   * the stream's command then tells the client of the membership, even if another call has begun
   * the membership.
   */
  void whenUnfollowed(TimelineId timeline, Runnable task) {
    Deque<Step> waiting = waitingSteps.get(timeline);
    if (waiting == null) {
      task.run();
    } else {
      Step latest = waiting.peekLast();
      if (latest != null && latest.kind() == Kind.OTHER_ENTRY) {
        waiting.removeLast();
      }
      waiting.add(new Step(Kind.OWN_ENTRY, task));
    }
  }

  private void endAfter(TimelineId timeline, long last, Runnable tellClient) {
    if (followed.remove(timeline) != null) {
      waitingSteps.put(timeline, new ArrayDeque<>(0));
      delivery.endAfter(timeline, last, () -> core.execute(() -> ended(timeline)));
      tellClient.run();
    }
  }

  /** Carries out the waiting steps, up to and including the first that ends the delivery again. */
  private void ended(TimelineId timeline) {
    Deque<Step> steps = waitingSteps.remove(timeline);
    while (steps != null && !steps.isEmpty()) {
      steps.remove().task().run();
      Deque<Step> later = waitingSteps.get(timeline);
      if (later != null) {
        later.addAll(steps);
        return;
      }
    }
  }

  /** Delivers all timelines up to their present heads, then runs the task on the core. */
  void finish(Runnable whenFinished) {
    Map<TimelineId, Long> heads = new HashMap<>();
    followed.forEach((id, timeline) -> heads.put(id, timeline.tail().head()));
    delivery.finish(heads, () -> core.execute(whenFinished));
  }

  /** Ends all deliveries at once. Waiting steps do not run. */
  void close() {
    followed.clear();
    waitingSteps.clear();
    delivery.close();
  }
}
