package chat.charla.server.delivery;

import chat.charla.server.log.TimelineId;
import java.util.Map;

/**
 * The delivery of timelines on one stream. The core calls the methods. The stream's event loop
 * carries out the calls in order, and runs the tasks that are passed to them.
 */
public interface StreamDelivery {

  /**
   * Delivers a timeline from the event after this sequence on.
   *
   * @param announcedHead the head that the server has told the client; when all events up to this
   *     head are delivered, the server tells the client that it is live
   */
  void follow(TimelineId timeline, long after, long announcedHead);

  /**
   * Delivers a timeline only up to this sequence, then runs the task. The caller must not follow
   * the timeline again before the task has run.
   */
  void endAfter(TimelineId timeline, long last, Runnable whenDelivered);

  /** Delivers each timeline up to its sequence in {@code lasts}, then runs the task. */
  void finish(Map<TimelineId, Long> lasts, Runnable whenFinished);

  /** Ends all deliveries at once. */
  void close();
}
