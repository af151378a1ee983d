package chat.charla.server.delivery;

import chat.charla.server.log.TimelineId;
import java.util.Map;

/**
 * The delivery of timelines on one stream. The core calls the methods. The stream's event loop does
 * the work in the order of the calls, and runs the tasks that the methods get.
 */
public interface StreamDelivery {

  /**
   * Delivers a timeline from the event after this sequence on.
   *
   * @param announcedHead the head that the server has told the client; when everything up to this
   *     head is delivered, the server tells the client that it is live
   */
  void follow(TimelineId timeline, long after, long announcedHead);

  /**
   * Delivers a timeline up to this sequence and not beyond, then runs the task. The timeline must
   * not be followed again before the task has run.
   */
  void endAfter(TimelineId timeline, long last, Runnable whenDelivered);

  /** Delivers every timeline up to the sequence given for it, then runs the task. */
  void finish(Map<TimelineId, Long> lasts, Runnable whenFinished);

  /** Ends all deliveries at once. */
  void close();
}
