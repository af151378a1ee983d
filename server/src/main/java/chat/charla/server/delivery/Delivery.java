package chat.charla.server.delivery;

import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;

/** Delivers timelines to the streams that follow them. Called on the core. */
public interface Delivery {

  /**
   * Begins to deliver a timeline.
   *
   * @param tail the timeline's present tail
   * @return the feed, to which the caller must pass all events and changes of the timeline from now
   *     on
   */
  TimelineFeed open(TimelineId timeline, Tail tail);
}
