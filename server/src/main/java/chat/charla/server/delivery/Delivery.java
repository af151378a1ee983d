package chat.charla.server.delivery;

import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;

/** Delivers timelines to the streams that follow them. Called on the core. */
public interface Delivery {

  /**
   * Begins to deliver a timeline.
   *
   * @param tail its present tail
   * @return what must be told everything that happens to the timeline
   */
  TimelineFeed open(TimelineId timeline, Tail tail);
}
